import { type CriterionBody, completeBody } from '../../criteria/stored.ts'
import type { Criterion } from '../../domain/criterion.ts'

export type { CriterionBody } from '../../criteria/stored.ts'

/** What of a criterion its versions do not hold. */
const IDENTITY: ReadonlySet<string> = new Set(['id', 'authorityId', 'version'])

/** The body as stored: every field, in order of name at every depth, so that equal bodies are equal text. */
export function bodyJson(body: CriterionBody): string {
  const fields = Object.entries(body).filter(([name]) => !IDENTITY.has(name))
  return JSON.stringify(canonical(Object.fromEntries(fields)))
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, it]) => [name, canonical(it)] as const)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** A stored version as a criterion; bodies of earlier versions of the service get what they lack. */
export function toCriterion(row: {
  readonly id: string
  readonly authority_id: string
  readonly version: number
  readonly body_json: string
}): Criterion {
  const body = completeBody(JSON.parse(row.body_json))
  return { id: row.id, authorityId: row.authority_id, version: row.version, ...body }
}
