import type { Db } from '../database.ts'

/** Keeps the newest `keep` lines of the log of questions. */
export async function pruneWeatherFetches(db: Db, keep: number): Promise<void> {
  const cut = await db
    .selectFrom('weather_fetches')
    .select('id')
    .orderBy('id', 'desc')
    .offset(keep)
    .limit(1)
    .executeTakeFirst()
  if (cut !== undefined) await db.deleteFrom('weather_fetches').where('id', '<=', cut.id).execute()
}
