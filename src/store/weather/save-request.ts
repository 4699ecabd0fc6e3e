import type { Trx } from '../database.ts'
import type { WeatherRequest } from './request-row.ts'

/** Remembers what came of a question. */
export async function saveWeatherRequest(trx: Trx, it: WeatherRequest): Promise<void> {
  const values = {
    service: it.service,
    etag: it.etag,
    last_modified: it.lastModified,
    expires_at: it.expiresAtMs,
    retry_at: it.retryAtMs,
    failures: it.failures,
    asked_at: it.askedAtMs,
    ok_at: it.okAtMs,
  }
  await trx
    .insertInto('weather_requests')
    .values({ key: it.key, ...values })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(values))
    .execute()
}
