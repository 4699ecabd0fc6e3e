import type { TSchema } from 'typebox'
import Value from 'typebox/value'
import { bracketed, noteWords } from '../problems/notes.ts'
import { fieldProblem, type Saying, type SpokenProblem, say } from '../problems/say.ts'

/** A schema's own keywords, as far as files and forms of ours use them. */
interface Keywords {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Keywords[]
  readonly properties?: Readonly<Record<string, Keywords>>
  readonly required?: readonly string[]
  readonly items?: Keywords
  readonly minItems?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly description?: string
}

/**
 * Everything in which `value` departs from `schema`, each at its path (`devices[3].mountHeightMm`) and in words a
 * person without the schema can act on. Unknown fields are refused, with the nearest known name; null in an optional
 * field counts as absent. Variants of a union of objects are told apart by their field `kind`.
 * @param path where `value` stands in the whole input; '' for the input itself.
 */
export function schemaProblems(schema: TSchema, value: unknown, path = ''): SpokenProblem[] {
  return problemsOf(schema as Keywords, value, path)
}

function problemsOf(schema: Keywords, value: unknown, path: string): SpokenProblem[] {
  if (schema.properties !== undefined) return objectProblems(schema, schema.properties, value, path)
  if (schema.items !== undefined) return listProblems(schema, schema.items, value, path)
  const variants = schema.anyOf?.filter((it) => it.properties !== undefined) ?? []
  if (variants.length > 0 && isRecord(value)) return variantProblems(variants, value, path)
  if (Value.Check(schema as TSchema, value)) return []
  return [fieldProblem(path, say('must-be', { what: expectation(schema) }), shortText(value))]
}

function objectProblems(
  schema: Keywords,
  properties: Readonly<Record<string, Keywords>>,
  value: unknown,
  path: string,
): SpokenProblem[] {
  const names = Object.keys(properties)
  if (!isRecord(value)) {
    return [fieldProblem(path, say('not-an-object', { fields: names }), shortText(value))]
  }
  const problems = Object.keys(value)
    .filter((name) => !Object.hasOwn(properties, name))
    .map((name) => unknownField(name, names, path))
  for (const [name, property] of Object.entries(properties)) {
    const given = value[name]
    const field = join(path, name)
    if (given !== undefined && given !== null) {
      // a list may have more problems than a call takes arguments
      for (const it of problemsOf(property, given, field)) problems.push(it)
    } else if (schema.required?.includes(name)) {
      problems.push(fieldProblem(field, say('missing', { what: expectation(property) })))
    }
  }
  return problems
}

function listProblems(schema: Keywords, items: Keywords, value: unknown, path: string): SpokenProblem[] {
  if (!Array.isArray(value)) return [fieldProblem(path, say('not-a-list'), shortText(value))]
  const problems = value.flatMap((item, index) => problemsOf(items, item, `${path}[${index}]`))
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema
  if (value.length < minItems) {
    problems.push(fieldProblem(path, tooFew(minItems, value.length)))
  }
  if (value.length > maxItems) {
    problems.push(fieldProblem(path, tooMany(maxItems, value.length)))
  }
  return problems
}

function tooFew(count: number, given: number): Saying<'too-few' | 'too-few-one'> {
  return count === 1 ? say('too-few-one', { given }) : say('too-few', { count, given })
}

function tooMany(count: number, given: number): Saying<'too-many' | 'too-many-one'> {
  return count === 1 ? say('too-many-one', { given }) : say('too-many', { count, given })
}

function variantProblems(
  variants: readonly Keywords[],
  value: Readonly<Record<string, unknown>>,
  path: string,
): SpokenProblem[] {
  const [only] = variants
  if (only !== undefined && variants.length === 1) return problemsOf(only, value, path)
  const variant = variants.find((it) => it.properties?.kind?.const === value.kind)
  if (variant !== undefined) return problemsOf(variant, value, path)
  const what = say('one-of', { values: variants.map((it) => String(it.properties?.kind?.const)) })
  const given = value.kind
  return [
    given === undefined
      ? fieldProblem(join(path, 'kind'), say('missing', { what }))
      : fieldProblem(join(path, 'kind'), say('must-be', { what }), shortText(given)),
  ]
}

/** What a schema asks for, to follow "must be". */
function expectation(schema: Keywords): Saying {
  const { description } = schema
  if (schema.pattern !== undefined && description !== undefined)
    return say('exactly', { value: noteWords(description) })
  const what = plainExpectation(schema)
  return description === undefined ? what : say('with-note', { what, note: bracketed(description) })
}

function plainExpectation(schema: Keywords): Saying {
  if (schema.anyOf !== undefined) return alternatives(schema.anyOf)
  if (schema.enum !== undefined) return say('one-of', { values: schema.enum.map(String) })
  if (schema.const !== undefined) return say('exactly', { value: String(schema.const) })
  return kindOf(schema)
}

function alternatives(anyOf: readonly Keywords[]): Saying {
  if (anyOf.every((it) => it.const !== undefined)) {
    const values = anyOf.map((it) => String(it.const))
    return values.length === 1 ? say('exactly', { value: values }) : say('one-of', { values })
  }
  const all = new Map(anyOf.map((it) => [JSON.stringify(expectation(it)), expectation(it)]))
  return [...all.values()].reduce((one, other) => say('either', { one, other }))
}

function kindOf(schema: Keywords): Saying {
  switch (schema.type) {
    case 'number':
      return numberWithin('a-number', schema)
    case 'integer':
      return numberWithin('a-whole-number', schema)
    case 'string':
      return schema.maxLength === undefined ? say('a-text') : say('a-text-to', { longest: schema.maxLength })
    case 'boolean':
      return say('true-or-false')
    case 'array':
      return say('a-list')
    case 'null':
      return say('nothing')
    default:
      return say('an-object')
  }
}

function numberWithin(kind: 'a-number' | 'a-whole-number', { minimum, exclusiveMinimum, maximum }: Keywords): Saying {
  if (exclusiveMinimum !== undefined) {
    const low = exclusiveMinimum
    return maximum === undefined ? say(`${kind}-above`, { low }) : say(`${kind}-above-to`, { low, high: maximum })
  }
  if (minimum !== undefined && maximum !== undefined) return say(`${kind}-from-to`, { low: minimum, high: maximum })
  if (minimum !== undefined) return say(`${kind}-from`, { low: minimum })
  return maximum === undefined ? say(kind) : say(`${kind}-to`, { high: maximum })
}

function unknownField(name: string, known: readonly string[], path: string): SpokenProblem {
  const near = nearestName(name, known)
  const says = near === undefined ? say('unknown-field', { known }) : say('unknown-field-near', { near })
  return fieldProblem(join(path, name), says)
}

/** The known name that `name` most probably stands for; spelling, case, `_` and `-` may differ a little. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[_\s-]/g, '')
  let best: string | undefined
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1
  for (const candidate of known) {
    const distance = editDistance(plain(name), plain(candidate))
    if (distance < bestDistance && distance < candidate.length) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    previous = row
  }
  return previous[b.length] ?? 0
}

/** A value as text short enough for a message. */
export function shortText(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
