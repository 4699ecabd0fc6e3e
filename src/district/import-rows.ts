import { mapTexts, type SpokenProblem } from '../problems/say.ts'
import { type Checked, checkAgainst, type ImportOptions } from './import-district.ts'
import type { RawDistrict } from './raw-district.ts'
import { idOf } from './rows.ts'
import type { Snapshot } from './snapshot.ts'

/** A row of a file. */
export interface RowPlace {
  readonly section: string
  /** Index in its section, as the file has it. */
  readonly index: number
  readonly id: string | null
}

/** What is wrong, and with which row; null: with the file as a whole. */
export interface RowProblem {
  readonly place: RowPlace | null
  readonly problem: SpokenProblem
}

export interface CheckedRows {
  /** What is left to import; null: it must not be. */
  readonly checked: Extract<Checked, { problems: null }> | null
  readonly problems: readonly RowProblem[]
  /** Rows that are left out for their problems. */
  readonly leftOut: readonly RowPlace[]
}

/** Sections that are replaced as a whole: a row left out there would take away what stands. */
const WHOLE_SECTIONS: ReadonlySet<string> = new Set(['roster', 'holidays'])

export interface RowsOptions extends Omit<ImportOptions, 'nowMs'> {
  /** Import what is right and leave out what is not. */
  readonly leaveOut: boolean
  /** What else is wrong with a file that is right in itself, by paths of its content. */
  readonly refuse: (checked: Extract<Checked, { problems: null }>, input: unknown) => readonly SpokenProblem[]
}

/**
 * Checks a file row by row. With `leaveOut` rows with problems are left out, and so are those that then refer to
 * nothing, until the rest is right; without it, one problem keeps everything from being imported.
 */
export function checkRowsOf(raw: RawDistrict, snapshot: Snapshot, options: RowsOptions): CheckedRows {
  const rest = new RestOfFile(raw)
  const problems: RowProblem[] = []
  const leftOut: RowPlace[] = []
  for (;;) {
    const checked = checkAgainst(snapshot, { ...raw, input: rest.input }, options)
    const found = checked.problems ?? options.refuse(checked, rest.input)
    if (found.length === 0 && checked.problems === null) return { checked, problems, leftOut }
    const placed = found.map((problem) => ({ place: rest.placeOf(problem.field), problem: rest.renamed(problem) }))
    // a file may have more problems than a call takes arguments
    for (const it of placed) problems.push(it)
    const bad = placed.flatMap(({ place }) => (place === null ? [] : [place]))
    const whole = placed.some(({ place }) => place === null || WHOLE_SECTIONS.has(place.section))
    if (!options.leaveOut || whole) return { checked: null, problems, leftOut: [] }
    for (const it of rest.leaveOut(bad)) leftOut.push(it)
  }
}

/** A file without the rows that were left out; paths are those of the whole file. */
class RestOfFile {
  readonly #sections: Readonly<Record<string, unknown>> | undefined
  readonly #whole: unknown
  /** Indices, in the whole file, of the rows that are left. */
  readonly #kept = new Map<string, number[]>()

  constructor({ input }: RawDistrict) {
    this.#whole = input
    if (typeof input !== 'object' || input === null || Array.isArray(input)) return
    this.#sections = input as Readonly<Record<string, unknown>>
    for (const [name, rows] of Object.entries(this.#sections)) {
      if (Array.isArray(rows)) this.#kept.set(name, [...rows.keys()])
    }
  }

  get input(): unknown {
    if (this.#sections === undefined) return this.#whole
    return Object.fromEntries(
      Object.entries(this.#sections).map(([name, rows]) => {
        const kept = this.#kept.get(name)
        return [name, kept === undefined ? rows : kept.map((index) => (rows as unknown[])[index])]
      }),
    )
  }

  placeOf(field: string): RowPlace | null {
    const [, section, nth] = /^(\w+)\[(\d+)\]/.exec(field) ?? []
    if (section === undefined) return null
    const index = this.#kept.get(section)?.[Number(nth)]
    if (index === undefined) return null
    const rows = this.#sections?.[section]
    return { section, index, id: (Array.isArray(rows) ? idOf(rows[index]) : undefined) ?? null }
  }

  /** The same problem by paths of the whole file, within its message too. */
  renamed(problem: SpokenProblem): SpokenProblem {
    const rename = (text: string) =>
      text.replace(/\b([a-z]+)\[(\d+)\]/g, (all, section: string, nth: string) => {
        const index = this.#kept.get(section)?.[Number(nth)]
        return index === undefined ? all : `${section}[${index}]`
      })
    const { field, message, says } = problem
    return { ...problem, field: rename(field), message: rename(message), says: mapTexts(says, rename) }
  }

  /** @returns the rows that were still there. */
  leaveOut(rows: readonly RowPlace[]): RowPlace[] {
    const left: RowPlace[] = []
    for (const [section, bad] of Map.groupBy(rows, (it) => it.section)) {
      const byIndex = new Map(bad.map((it) => [it.index, it]))
      const kept: number[] = []
      for (const index of this.#kept.get(section) ?? []) {
        const row = byIndex.get(index)
        if (row === undefined) kept.push(index)
        else left.push(row)
      }
      this.#kept.set(section, kept)
    }
    return left
  }
}
