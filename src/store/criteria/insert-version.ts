import type { VersionStatus } from '../../domain/criterion-version.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'
import { bodyJson, type CriterionBody } from './criterion-row.ts'

export interface NewVersion {
  readonly criterionId: string
  readonly body: CriterionBody
  /** A draft, or one that is published outright. */
  readonly status: Extract<VersionStatus, 'draft' | 'published'>
  /** Version it was written against; null: there was none. */
  readonly basedOn: number | null
  /** Who wrote it, `kind:id`. */
  readonly author: string
  readonly note: string | null
  readonly nowMs: EpochMs
}

/** Adds a version under the next free number, which it returns. Numbers are never used again. */
export async function insertVersion(trx: Trx, input: NewVersion): Promise<number> {
  const { criterionId, body, status, author, nowMs } = input
  const highest = await trx
    .selectFrom('criterion_versions')
    .select((it) => it.fn.max('version').as('version'))
    .where('criterion_id', '=', criterionId)
    .executeTakeFirst()
  const version = (highest?.version ?? 0) + 1
  const published = status === 'published'
  await trx
    .insertInto('criterion_versions')
    .values({
      criterion_id: criterionId,
      version,
      body_json: bodyJson(body),
      effective_from: body.effective.from,
      effective_to: body.effective.to,
      status,
      revision: 1,
      based_on: input.basedOn,
      author,
      note: input.note,
      created_at: nowMs,
      created_by: author,
      submitted_at: null,
      submitted_by: null,
      decided_at: published ? nowMs : null,
      decided_by: published ? author : null,
      decision_note: null,
    })
    .execute()
  return version
}
