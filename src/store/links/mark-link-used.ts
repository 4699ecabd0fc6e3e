import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'

/** Notes when an answer was first given through a link. */
export async function markLinkUsed(db: Db | Trx, tokenSha256: string, nowMs: EpochMs): Promise<void> {
  await db
    .updateTable('one_time_links')
    .set({ used_at: nowMs })
    .where('token_sha256', '=', tokenSha256)
    .where('used_at', 'is', null)
    .execute()
}
