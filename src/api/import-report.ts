import { type Static, Type } from 'typebox'
import type { ListDiff, RowChange } from '../district/diff.ts'
import type { ImportResult } from '../district/import-plan.ts'
import type { RowPlace, RowProblem } from '../district/import-rows.ts'
import type { RawDistrict } from '../district/raw-district.ts'
import { idOf } from '../district/rows.ts'
import { fieldProblem, mapTexts, remedyOf, type SpokenProblem, textOf } from '../problems/say.ts'
import type { Language } from '../problems/words.ts'
import { nullableInteger, nullableText, oneOf, record } from './schema.ts'

/** Problems of a file that are told at most; whoever has more corrects these first. */
const MAX_PROBLEMS = 500
/** Of what a file says is told only so much: whoever wrote it has it. */
const MAX_QUOTED_CHARACTERS = 128

const Words = record({ ja: Type.String(), en: Type.String() })
const ListChange = record({ added: Type.Integer(), removed: Type.Integer(), unchanged: Type.Integer() })
const NullableListChange = Type.Unsafe<Static<typeof ListChange> | null>({
  anyOf: [ListChange, { type: 'null' }],
  description: 'null: the file does not speak of it.',
})

const Place = {
  section: nullableText('`routes`, `devices` …; null: the file as a whole.'),
  row: nullableInteger('Line of a CSV file, else the number of the row in its section; the first is 1.'),
  id: nullableText(),
}

const Credentials = record({
  devices: Type.Array(record({ id: Type.String(), token: Type.String() })),
  contractors: Type.Array(record({ id: Type.String(), webhookSecret: Type.String() })),
})

export const ImportReportSchema = record(
  {
    dryRun: Type.Boolean(),
    imported: Type.Boolean({ description: 'Something was written, or everything was so already.' }),
    counts: record({
      create: Type.Integer(),
      update: Type.Integer(),
      unchanged: Type.Integer(),
      leftOut: Type.Integer(),
      problems: Type.Integer({ description: `All of them; \`problems\` tells the first ${MAX_PROBLEMS}.` }),
    }),
    rows: Type.Array(
      record({
        section: Type.String(),
        row: Place.row,
        id: Type.String(),
        name: nullableText('As the file has it; null: such rows have none.'),
        nameKana: nullableText('How it is read, in the form in which it is stored.'),
        change: oneOf(['create', 'update', 'unchanged']),
        fields: Type.Array(Type.String(), { description: 'What differs from what is stored.' }),
      }),
    ),
    roster: NullableListChange,
    holidays: NullableListChange,
    leftOut: Type.Array(record(Place)),
    problems: Type.Array(
      record({
        ...Place,
        field: nullableText('Heading of the column in a CSV file, else the field.'),
        value: nullableText('What was given, shortened.'),
        message: Words,
        remedy: Words,
      }),
    ),
    credentials: Type.Unsafe<Static<typeof Credentials> | null>({
      anyOf: [Credentials, { type: 'null' }],
      description: 'Of what is new; shown this once.',
    }),
  },
  { $id: 'ImportReport', description: 'What an import does, row by row.' },
)
export type ImportReport = Static<typeof ImportReportSchema>

const CHANGES = { created: 'create', changed: 'update', unchanged: 'unchanged' } as const

/** What came of an import, in terms of the file it was read from. */
export function importReport(raw: RawDistrict, result: ImportResult, dryRun: boolean): ImportReport {
  const { diff, leftOut, credentials } = result
  const numberOf = rowNumbers(raw)
  const rows = (diff?.rows ?? []).map((it) => rowView(it, numberOf))
  const count = (change: (typeof rows)[number]['change']) => rows.filter((it) => it.change === change).length
  return {
    dryRun,
    imported: credentials !== null,
    counts: {
      create: count('create'),
      update: count('update'),
      unchanged: count('unchanged'),
      leftOut: leftOut.length,
      problems: result.problems.length,
    },
    rows,
    roster: listView(diff?.roster),
    holidays: listView(diff?.holidays),
    leftOut: leftOut.map((it) => placeView(raw, it)),
    problems: result.problems.slice(0, MAX_PROBLEMS).map((it) => problemView(raw, it)),
    credentials: credentials && {
      devices: Object.entries(credentials.devices).map(([id, token]) => ({ id, token })),
      contractors: Object.entries(credentials.webhookSecrets).map(([id, webhookSecret]) => ({ id, webhookSecret })),
    },
  }
}

/** A file that could not be read: its places are those the reader named. */
export const UNREAD: RawDistrict = { input: {}, locate: (field) => field }

/** The report of a file that cannot be read at all. */
export function unreadableReport(problems: readonly SpokenProblem[]): ImportReport {
  const result = { diff: null, leftOut: [], credentials: null }
  return importReport(UNREAD, { ...result, problems: problems.map((problem) => ({ place: null, problem })) }, true)
}

function rowView(row: RowChange, numberOf: (section: string, id: string) => number | null) {
  const { section, id, name, nameKana, change, fields } = row
  return { section, row: numberOf(section, id), id, name, nameKana, change: CHANGES[change], fields: [...fields] }
}

function listView(diff: ListDiff | null | undefined): ListDiff | null {
  return diff ?? null
}

function placeView(raw: RawDistrict, { section, index, id }: RowPlace) {
  return { section, row: rowNumber(raw, section, index), id: id === null ? null : quoted(id) }
}

function quoted(text: string): string {
  return text.length > MAX_QUOTED_CHARACTERS ? `${text.slice(0, MAX_QUOTED_CHARACTERS - 1)}…` : text
}

/** The problems of a file that is refused, by the places its author knows. */
export function refusedProblems(raw: RawDistrict, problems: readonly RowProblem[]): SpokenProblem[] {
  return problems.slice(0, MAX_PROBLEMS).map(({ problem: { field, value, says } }) =>
    // made anew of what is said: a message may name whose an id is
    fieldProblem(quoted(raw.locate(field)), says, value === undefined ? undefined : quoted(value)),
  )
}

function problemView(raw: RawDistrict, { place, problem }: RowProblem): ImportReport['problems'][number] {
  const { field, value, says } = problem
  const told = (language: Language) =>
    textOf(
      mapTexts(says, (it) => namedRows(raw, it, language)),
      language,
    )
  const words = { message: { ja: told('ja'), en: told('en') }, remedy: remedyOf(says) }
  const shown = { value: value === undefined ? null : quoted(value), ...words }
  if (place !== null) {
    const inner = field.replace(/^\w+\[\d+\]\.?/, '')
    return { ...placeView(raw, place), field: inner === '' ? null : (raw.headingOf?.(inner) ?? inner), ...shown }
  }
  const line = /^line (\d+)$/.exec(field)?.[1]
  const named = line === undefined && field !== 'file' && field !== '' ? field : null
  return { section: null, row: line === undefined ? null : Number(line), id: null, field: named, ...shown }
}

/** Rows that a message names by their path, as whoever wrote the file finds them. */
function namedRows(raw: RawDistrict, message: string, language: Language): string {
  return message.replace(/\b([a-z]+)\[(\d+)\]/g, (_all, section: string, nth: string) => {
    const row = rowNumber(raw, section, Number(nth))
    if (raw.lineOf !== undefined) return language === 'ja' ? `${row}行目` : `line ${row}`
    return language === 'ja' ? `${section} の${row}番目` : `${section} number ${row}`
  })
}

function rowNumber(raw: RawDistrict, section: string, index: number): number | null {
  // blocks of a CSV file have no lines of their own
  if (raw.lineOf !== undefined) return section === 'blocks' ? null : raw.lineOf(index)
  return index + 1
}

function rowNumbers(raw: RawDistrict): (section: string, id: string) => number | null {
  const known = new Map<string, number | null>()
  const sections = typeof raw.input === 'object' && raw.input !== null ? Object.entries(raw.input) : []
  for (const [section, rows] of sections) {
    if (!Array.isArray(rows)) continue
    for (const [index, row] of rows.entries()) {
      const id = idOf(row)
      if (id !== undefined) known.set(JSON.stringify([section, id]), rowNumber(raw, section, index))
    }
  }
  return (section, id) => known.get(JSON.stringify([section, id])) ?? null
}
