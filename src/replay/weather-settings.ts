import type { ForecastConfig } from '../config-forecast.ts'

/** How the service looks at weather: what a replay must do too. Plain data, also for another thread. */
export interface WeatherSettings {
  /** Edge of a forecast cell, degrees. */
  readonly cellDeg: number
  /** A run that was not confirmed for longer is stale, ms. */
  readonly staleMs: number
  /** Weather stations within it are around a place, km. */
  readonly radiusKm: number
}

/** As forecast/start.ts has it where observations are not configured: those of an archive made elsewhere. */
const DEFAULT_RADIUS_KM = 30

/** The settings of the configuration. */
export function weatherSettings({ cellDeg, staleMs, jma }: ForecastConfig): WeatherSettings {
  return { cellDeg, staleMs, radiusKm: jma?.radiusKm ?? DEFAULT_RADIUS_KM }
}
