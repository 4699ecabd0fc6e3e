import type { Db } from '../database.ts'
import { fetchFromRow, type WeatherFetch } from './fetch-row.ts'

/** The last questions asked of a service, newest first. */
export async function listWeatherFetches(db: Db, service: string, limit: number): Promise<WeatherFetch[]> {
  const rows = await db
    .selectFrom('weather_fetches')
    .selectAll()
    .where('service', '=', service)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(fetchFromRow)
}
