import type { EpochMs } from '../../domain/time.ts'
import type { Db } from '../database.ts'

/** Deletes at most `limit` runs last confirmed before a moment. @returns how many. */
export async function pruneRuns(db: Db, beforeMs: EpochMs, limit: number): Promise<number> {
  const old = db.selectFrom('forecast_runs').select('id').where('last_seen_at', '<', beforeMs).limit(limit)
  const { numDeletedRows } = await db.deleteFrom('forecast_runs').where('id', 'in', old).executeTakeFirst()
  return Number(numDeletedRows)
}
