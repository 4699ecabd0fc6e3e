import type { Db, Trx } from '../database.ts'
import { requestFromRow, type WeatherRequest } from './request-row.ts'

/** What is remembered of a question; undefined when it was never asked. */
export async function findWeatherRequest(db: Db | Trx, key: string): Promise<WeatherRequest | undefined> {
  const row = await db.selectFrom('weather_requests').selectAll().where('key', '=', key).executeTakeFirst()
  return row && requestFromRow(row)
}
