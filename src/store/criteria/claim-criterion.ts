import type { Criterion } from '../../domain/criterion.ts'
import { YukibanError } from '../../errors.ts'
import { say } from '../../problems/say.ts'
import { THINGS } from '../../problems/texts/parts.ts'
import type { Trx } from '../database.ts'
import { bodyJson } from './criterion-row.ts'
import { type CriterionIdentity, findCriterionIdentity } from './find-criterion-identity.ts'

/**
 * The identity a new version belongs to, made if the id is free.
 * @param expectedVersion newest published version the caller knows of; 0: there is none. Absent: whatever there is.
 * Throws `precondition-failed` naming both versions when another was published since, `conflict` when the id belongs to
 * another authority.
 */
export async function claimCriterion(
  trx: Trx,
  criterion: Omit<Criterion, 'version'>,
  expectedVersion: number | undefined,
  nowMs: number,
): Promise<CriterionIdentity> {
  const { id, authorityId } = criterion
  const current = await findCriterionIdentity(trx, id)
  if (current !== undefined && current.authorityId !== authorityId) {
    throw new YukibanError('conflict', say('belongs-elsewhere', { thing: THINGS.criterion, id }))
  }
  const version = current?.published ?? 0
  if (expectedVersion !== undefined && expectedVersion !== version) {
    const is = version === 0 ? say('version-none-published') : say('version-at', { version })
    throw new YukibanError(
      'precondition-failed',
      say('criterion-not-at-version', { id, is, expected: expectedVersion }),
    )
  }
  if (current !== undefined) return current
  const row = { id, authority_id: authorityId, version: 0, body_json: bodyJson(criterion), updated_at: nowMs }
  await trx.insertInto('criteria').values(row).execute()
  return { id, authorityId, published: null }
}
