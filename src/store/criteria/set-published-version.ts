import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'

/** Lets `criteria` name the newest published version anew, after one was published or withdrawn. */
export async function setPublishedVersion(trx: Trx, criterionId: string, nowMs: EpochMs): Promise<void> {
  const newest = await trx
    .selectFrom('criterion_versions')
    .select(['version', 'body_json'])
    .where('criterion_id', '=', criterionId)
    .where('status', '=', 'published')
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  await trx
    .updateTable('criteria')
    .set({ ...(newest ?? { version: 0 }), updated_at: nowMs })
    .where('id', '=', criterionId)
    .execute()
}
