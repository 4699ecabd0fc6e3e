import type { TSchema } from 'typebox'
import { schemaProblems } from '../domain/schema-problems.ts'
import { fieldProblem, type SpokenProblem, say } from '../problems/say.ts'

/** A row of a section with its path, e.g. `devices[3]`. */
export interface Row<T> {
  readonly path: string
  readonly value: T
}

/** A section after its rows were checked one by one. */
export interface Section<T> {
  /** Rows without problems of their own. */
  readonly rows: readonly Row<T>[]
  /** All ids named, those of faulty rows too: a row that refers to one of them is not wrong for that. */
  readonly ids: ReadonlySet<string>
  readonly problems: readonly SpokenProblem[]
}

/**
 * Checks each row of a section against `schema`, and that no id is used twice. Null in an optional field counts as
 * absent and is left out of the row.
 */
export function checkRows<T>(schema: TSchema, name: string, input: readonly unknown[]): Section<T> {
  const problems: SpokenProblem[] = []
  const rows: Row<T>[] = []
  const firstUse = new Map<string, string>()
  for (const [index, value] of input.entries()) {
    const path = `${name}[${index}]`
    const found = schemaProblems(schema, value, path)
    if (found.length === 0) rows.push({ path, value: withoutNulls(value) as T })
    for (const it of found) problems.push(it)
    problems.push(...duplicateProblems(idOf(value), path, firstUse))
  }
  return { rows, ids: new Set(firstUse.keys()), problems }
}

/** Notes the id of a row; a problem when an earlier row has it. */
export function duplicateProblems(
  id: string | undefined,
  path: string,
  firstUse: Map<string, string>,
): readonly SpokenProblem[] {
  if (id === undefined) return []
  const first = firstUse.get(id)
  if (first !== undefined) return [fieldProblem(`${path}.id`, say('id-twice', { first }), id)]
  firstUse.set(id, path)
  return []
}

/** The id a row claims, if it is text. */
export function idOf(value: unknown): string | undefined {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined
  return typeof id === 'string' ? id : undefined
}

function withoutNulls(value: unknown): unknown {
  return Object.fromEntries(Object.entries(value as object).filter(([, it]) => it !== null))
}
