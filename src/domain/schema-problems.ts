import type { TSchema } from 'typebox'
import Value from 'typebox/value'
import type { FieldProblem } from '../errors.ts'

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
export function schemaProblems(schema: TSchema, value: unknown, path = ''): FieldProblem[] {
  return problemsOf(schema as Keywords, value, path)
}

function problemsOf(schema: Keywords, value: unknown, path: string): FieldProblem[] {
  if (schema.properties !== undefined) return objectProblems(schema, schema.properties, value, path)
  if (schema.items !== undefined) return listProblems(schema, schema.items, value, path)
  const variants = schema.anyOf?.filter((it) => it.properties !== undefined) ?? []
  if (variants.length > 0 && isRecord(value)) return variantProblems(variants, value, path)
  if (Value.Check(schema as TSchema, value)) return []
  return [{ field: path, message: `must be ${expectation(schema)}`, value: shortText(value) }]
}

function objectProblems(
  schema: Keywords,
  properties: Readonly<Record<string, Keywords>>,
  value: unknown,
  path: string,
): FieldProblem[] {
  const names = Object.keys(properties)
  if (!isRecord(value)) {
    return [{ field: path, message: `must be an object with ${names.join(', ')}`, value: shortText(value) }]
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
      problems.push({ field, message: `is missing: it must be ${expectation(property)}` })
    }
  }
  return problems
}

function listProblems(schema: Keywords, items: Keywords, value: unknown, path: string): FieldProblem[] {
  if (!Array.isArray(value)) return [{ field: path, message: 'must be a list', value: shortText(value) }]
  const problems = value.flatMap((item, index) => problemsOf(items, item, `${path}[${index}]`))
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema
  if (value.length < minItems) {
    problems.push({ field: path, message: `must have at least ${entries(minItems)}, not ${value.length}` })
  }
  if (value.length > maxItems) {
    problems.push({ field: path, message: `must have at most ${entries(maxItems)}, not ${value.length}` })
  }
  return problems
}

function entries(count: number): string {
  return count === 1 ? '1 entry' : `${count} entries`
}

function variantProblems(
  variants: readonly Keywords[],
  value: Readonly<Record<string, unknown>>,
  path: string,
): FieldProblem[] {
  const [only] = variants
  if (only !== undefined && variants.length === 1) return problemsOf(only, value, path)
  const variant = variants.find((it) => it.properties?.kind?.const === value.kind)
  if (variant !== undefined) return problemsOf(variant, value, path)
  const kinds = variants.map((it) => String(it.properties?.kind?.const)).join(', ')
  const given = value.kind
  return [
    given === undefined
      ? { field: join(path, 'kind'), message: `is missing: it must be one of ${kinds}` }
      : { field: join(path, 'kind'), message: `must be one of ${kinds}`, value: shortText(given) },
  ]
}

/** What a schema asks for, to follow "must be". */
function expectation(schema: Keywords): string {
  const note = schema.description === undefined ? '' : ` (${schema.description})`
  if (schema.pattern !== undefined && schema.description !== undefined) return schema.description
  if (schema.anyOf !== undefined) return alternatives(schema.anyOf) + note
  if (schema.enum !== undefined) return `one of ${schema.enum.join(', ')}${note}`
  if (schema.const !== undefined) return `${String(schema.const)}${note}`
  return kindOf(schema) + note
}

function alternatives(anyOf: readonly Keywords[]): string {
  if (anyOf.every((it) => it.const !== undefined)) {
    return anyOf.length === 1 ? String(anyOf[0]?.const) : `one of ${anyOf.map((it) => String(it.const)).join(', ')}`
  }
  return [...new Set(anyOf.map(expectation))].join(', or ')
}

function kindOf(schema: Keywords): string {
  switch (schema.type) {
    case 'number':
      return `a number${range(schema)}`
    case 'integer':
      return `a whole number${range(schema)}`
    case 'string':
      return `text${schema.maxLength === undefined ? '' : ` of 1 to ${schema.maxLength} characters`}`
    case 'boolean':
      return 'true or false'
    case 'array':
      return 'a list'
    case 'null':
      return 'null'
    default:
      return 'an object'
  }
}

function range({ minimum, exclusiveMinimum, maximum }: Keywords): string {
  if (exclusiveMinimum !== undefined) {
    return ` above ${exclusiveMinimum}${maximum === undefined ? '' : ` and at most ${maximum}`}`
  }
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`
  if (minimum !== undefined) return ` of at least ${minimum}`
  return maximum === undefined ? '' : ` of at most ${maximum}`
}

function unknownField(name: string, known: readonly string[], path: string): FieldProblem {
  const near = nearestName(name, known)
  const hint = near === undefined ? `known are ${known.join(', ')}` : `did you mean ${near}?`
  return { field: join(path, name), message: `is not a known field; ${hint}` }
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
