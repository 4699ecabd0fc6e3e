import type { Db, Trx } from '../database.ts'
import { serviceFromRow, unaskedService, type WeatherService } from './service-row.ts'

/** How a weather service fares; one that was never asked has nothing behind it. */
export async function findWeatherService(db: Db | Trx, service: string): Promise<WeatherService> {
  const row = await db.selectFrom('weather_services').selectAll().where('service', '=', service).executeTakeFirst()
  return row === undefined ? unaskedService(service) : serviceFromRow(row)
}
