import type { EpochMs } from '../../domain/time.ts'
import type { Db } from '../database.ts'

/** Notes that a session was used. A session that has ended meanwhile stays ended. */
export async function touchSession(db: Db, tokenSha256: string, nowMs: EpochMs): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ last_seen_at: nowMs })
    .where('token_sha256', '=', tokenSha256)
    .where('last_seen_at', '<', nowMs)
    .execute()
}
