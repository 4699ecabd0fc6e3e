import type { EpochMs } from '../../domain/time.ts'
import type { Db } from '../database.ts'

/** When any forecast was last confirmed; null: there is none. */
export async function lastConfirmedAt(db: Db): Promise<EpochMs | null> {
  const row = await db
    .selectFrom('forecast_runs')
    .select('last_seen_at')
    .orderBy('last_seen_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.last_seen_at ?? null
}
