import type { EpochMs } from '../../domain/time.ts'
import type { Db } from '../database.ts'

/** Forgets questions that are no longer asked. */
export async function pruneWeatherRequests(db: Db, askedBeforeMs: EpochMs): Promise<void> {
  await db.deleteFrom('weather_requests').where('asked_at', '<', askedBeforeMs).execute()
}
