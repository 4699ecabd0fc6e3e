import type { EpochMs } from '../../domain/time.ts'
import type { Db } from '../database.ts'

/** Takes away what ended before `beforeMs`. @returns how many. */
export async function pruneReplays(db: Db, beforeMs: EpochMs): Promise<number> {
  const { numDeletedRows } = await db.deleteFrom('replays').where('finished_at', '<', beforeMs).executeTakeFirst()
  return Number(numDeletedRows)
}
