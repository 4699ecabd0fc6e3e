import { Type } from 'typebox'
import { type CriterionFields, CriterionSchema, parseCriterion } from '../criteria/criterion-schema.ts'
import type { Scope } from '../domain/criterion.ts'
import { fieldProblem, type SpokenProblem, say } from '../problems/say.ts'
import { PLURALS } from '../problems/texts/parts.ts'
import { listBlocks } from '../store/blocks/list-blocks.ts'
import { findCityMode } from '../store/city-modes/find-city-mode.ts'
import type { Db, Trx } from '../store/database.ts'
import { findRoute } from '../store/routes/find-route.ts'
import { invalidRequest } from './validation.ts'

/** Why something is done, for the record. */
export const NoteSchema = Type.String({ minLength: 1, maxLength: 1000, description: 'why, for the record' })

/** The body of a criterion, whose id may stand in the path alone. */
export const CriterionBodySchema = Type.Object(
  { ...CriterionSchema.properties, id: Type.Optional(CriterionSchema.properties.id), note: Type.Optional(NoteSchema) },
  { additionalProperties: false },
)

/** Ids that are paths of the API itself. */
const RESERVED = ['templates', 'check', 'drafts', 'coverage']

/** The criterion a body describes, with its defaults. Throws `request-invalid` with everything wrong. */
export function criterionFieldsOf(body: object, id: string): CriterionFields {
  const { note: _, ...written } = body as { note?: unknown; id?: unknown }
  if (written.id !== undefined && written.id !== id) {
    throw invalidRequest([fieldProblem('id', say('id-not-of-path', { id }), String(written.id))])
  }
  if (RESERVED.includes(id)) {
    throw invalidRequest([fieldProblem('id', say('id-reserved'), id)])
  }
  const fields = parseCriterion({ ...written, id }, '')
  if ('scope' in fields) return fields
  throw invalidRequest(fields)
}

/** Refuses a criterion that refers to what the authority does not have. Throws `request-invalid`. */
export async function refuseUnknownReferences(
  db: Db | Trx,
  authorityId: string,
  { scope, cityMode }: CriterionFields,
): Promise<void> {
  const problems = await scopeProblems(db, authorityId, scope, 'scope.id')
  if (cityMode !== null && (await findCityMode(db, cityMode))?.authorityId !== authorityId) {
    problems.push(fieldProblem('cityMode', say('no-mode-of-yours'), cityMode))
  }
  if (problems.length > 0) throw invalidRequest(problems)
}

/** What is wrong with a scope that must lie within an authority. */
export async function scopeProblems(
  db: Db | Trx,
  authorityId: string,
  scope: Scope,
  field: string,
): Promise<SpokenProblem[]> {
  if (scope.kind !== 'route' && scope.kind !== 'block') return []
  const known =
    scope.kind === 'route'
      ? (await findRoute(db, scope.id))?.authorityId === authorityId
      : (await listBlocks(db, { authorityId })).some((it) => it.id === scope.id)
  return known ? [] : [fieldProblem(field, say('not-yours', { things: PLURALS[scope.kind] }), scope.id)]
}
