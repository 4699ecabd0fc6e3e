import type { Criterion } from '../../domain/criterion.ts'
import type { Trx } from '../database.ts'
import { claimCriterion } from './claim-criterion.ts'
import { bodyJson } from './criterion-row.ts'
import { findCriterion } from './find-criterion.ts'
import { insertVersion } from './insert-version.ts'
import { setPublishedVersion } from './set-published-version.ts'

export interface SaveCriterion {
  readonly criterion: Omit<Criterion, 'version'>
  /** Published version the change is based on; 0: there must be none yet. Absent: whatever is there. */
  readonly expectedVersion?: number
  /** Who changes it, for the record. */
  readonly actor: string
  /** Why, for the record. */
  readonly note?: string | null
  readonly nowMs: number
}

/**
 * Publishes a criterion outright as a new version and returns it; an unchanged body makes no new version.
 * Throws `precondition-failed` when the newest published version is not `expectedVersion`, `conflict` when the id
 * belongs to another authority.
 */
export async function saveCriterion(trx: Trx, input: SaveCriterion): Promise<Criterion> {
  const { criterion, expectedVersion, nowMs } = input
  const { published } = await claimCriterion(trx, criterion, expectedVersion, nowMs)
  const current = published === null ? undefined : await findCriterion(trx, criterion.id)
  if (current !== undefined && bodyJson(current) === bodyJson(criterion)) return current
  const version = await insertVersion(trx, {
    criterionId: criterion.id,
    body: criterion,
    status: 'published',
    basedOn: published,
    author: input.actor,
    note: input.note ?? null,
    nowMs,
  })
  await setPublishedVersion(trx, criterion.id, nowMs)
  return { ...criterion, version }
}
