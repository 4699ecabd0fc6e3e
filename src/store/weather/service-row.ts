import { type Breaker, CLOSED_BREAKER } from '../../deliver/breaker.ts'
import type { EpochMs } from '../../domain/time.ts'
import { type Budget, UNUSED_BUDGET } from '../../forecast/budget.ts'
import type { WeatherServiceRow } from '../tables.ts'

/** How a weather service fares, as kept between questions and restarts. */
export interface WeatherService {
  readonly service: string
  readonly budget: Budget
  readonly breaker: Breaker
  /** The service asked us to stay away until then. */
  readonly notBeforeMs: EpochMs | null
  readonly lastOkAtMs: EpochMs | null
  readonly lastFailure: { readonly atMs: EpochMs; readonly why: string; readonly detail: string } | null
}

/** A service that was never asked. */
export function unaskedService(service: string): WeatherService {
  return {
    service,
    budget: UNUSED_BUDGET,
    breaker: CLOSED_BREAKER,
    notBeforeMs: null,
    lastOkAtMs: null,
    lastFailure: null,
  }
}

export function serviceFromRow(row: WeatherServiceRow): WeatherService {
  const { last_failure_at: failedAtMs, last_failure_why: why, last_failure_detail: detail } = row
  return {
    service: row.service,
    budget: {
      minuteAtMs: row.minute_at,
      minuteUsed: row.minute_used,
      dayAtMs: row.day_at,
      dayUsed: row.day_used,
    },
    breaker: { failures: row.failures, openUntilMs: row.open_until_at },
    notBeforeMs: row.not_before_at,
    lastOkAtMs: row.last_ok_at,
    lastFailure: failedAtMs === null ? null : { atMs: failedAtMs, why: why ?? '', detail: detail ?? '' },
  }
}
