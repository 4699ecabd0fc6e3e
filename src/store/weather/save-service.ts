import type { Db, Trx } from '../database.ts'
import type { WeatherService } from './service-row.ts'

/** Remembers how a weather service fares. */
export async function saveWeatherService(db: Db | Trx, it: WeatherService): Promise<void> {
  const values = {
    minute_at: it.budget.minuteAtMs,
    minute_used: it.budget.minuteUsed,
    day_at: it.budget.dayAtMs,
    day_used: it.budget.dayUsed,
    failures: it.breaker.failures,
    open_until_at: it.breaker.openUntilMs,
    not_before_at: it.notBeforeMs,
    last_ok_at: it.lastOkAtMs,
    last_failure_at: it.lastFailure?.atMs ?? null,
    last_failure_why: it.lastFailure?.why ?? null,
    last_failure_detail: it.lastFailure?.detail ?? null,
  }
  await db
    .insertInto('weather_services')
    .values({ service: it.service, ...values })
    .onConflict((conflict) => conflict.column('service').doUpdateSet(values))
    .execute()
}
