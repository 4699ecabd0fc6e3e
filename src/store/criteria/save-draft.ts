import type { Criterion } from '../../domain/criterion.ts'
import type { Trx } from '../database.ts'
import { claimCriterion } from './claim-criterion.ts'
import { findCriterionVersion } from './find-criterion-version.ts'
import { insertVersion } from './insert-version.ts'
import type { CriterionVersion } from './version-row.ts'

export interface NewDraft {
  readonly criterion: Omit<Criterion, 'version'>
  /** Published version the draft is based on; 0: there must be none. */
  readonly expectedVersion: number
  /** Who writes it, `kind:id`. */
  readonly author: string
  readonly note: string | null
  readonly nowMs: number
}

/**
 * Adds a draft, beside others there may be. What is in force stays.
 * Throws `precondition-failed` when the newest published version is not `expectedVersion`, `conflict` when the id
 * belongs to another authority.
 */
export async function saveDraft(trx: Trx, draft: NewDraft): Promise<CriterionVersion> {
  const { criterion, expectedVersion, author, note, nowMs } = draft
  const identity = await claimCriterion(trx, criterion, expectedVersion, nowMs)
  const version = await insertVersion(trx, {
    criterionId: criterion.id,
    body: criterion,
    status: 'draft',
    basedOn: identity.published,
    author,
    note,
    nowMs,
  })
  const saved = await findCriterionVersion(trx, identity, version)
  if (saved === undefined) throw new Error(`version ${version} of ${criterion.id} was not stored`)
  return saved
}
