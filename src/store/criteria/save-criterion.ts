import type { Criterion } from '../../domain/criterion.ts'
import { YukibanError } from '../../errors.ts'
import type { Trx } from '../database.ts'
import { bodyJson } from './criterion-row.ts'
import { findCriterion } from './find-criterion.ts'

export interface SaveCriterion {
  readonly criterion: Omit<Criterion, 'version'>
  /** Version the change is based on; 0: the criterion must not exist yet. Absent: whatever is there. */
  readonly expectedVersion?: number
  /** Who changes it, for the record. */
  readonly actor: string
  readonly nowMs: number
}

/**
 * Saves a criterion as a new version and returns it; an unchanged body makes no new version.
 * Throws `precondition-failed` when the current version is not `expectedVersion`, `conflict` when the id belongs to
 * another authority.
 */
export async function saveCriterion(trx: Trx, input: SaveCriterion): Promise<Criterion> {
  const { criterion, expectedVersion } = input
  const current = await findCriterion(trx, criterion.id)
  if (current !== undefined && current.authorityId !== criterion.authorityId) {
    throw new YukibanError('conflict', `criterion ${criterion.id} belongs to another authority; choose another id`)
  }
  const version = current?.version ?? 0
  if (expectedVersion !== undefined && expectedVersion !== version) {
    const is = version === 0 ? 'does not exist' : `is at version ${version}`
    throw new YukibanError('precondition-failed', `criterion ${criterion.id} ${is}, not at version ${expectedVersion}`)
  }
  const body = bodyJson(criterion)
  if (current !== undefined && bodyJson(current) === body) return current
  await insertVersion(trx, input, version + 1, body)
  return { ...criterion, version: version + 1 }
}

async function insertVersion(trx: Trx, input: SaveCriterion, version: number, body: string): Promise<void> {
  const { id, authorityId } = input.criterion
  const now = { version, body_json: body, updated_at: input.nowMs }
  await trx
    .insertInto('criteria')
    .values({ id, authority_id: authorityId, ...now })
    .onConflict((it) => it.column('id').doUpdateSet(now))
    .execute()
  await trx
    .insertInto('criterion_versions')
    .values({ criterion_id: id, version, body_json: body, created_at: input.nowMs, actor: input.actor })
    .execute()
}
