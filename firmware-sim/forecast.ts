import { type EpochMs, HOUR_MS, toIso } from '../src/domain/time.ts'
import type { Place } from '../src/forecast/cells.ts'
import type { FileRun } from '../src/forecast/providers/file.ts'
import { PLAUSIBLE } from '../src/forecast/providers/plausible.ts'
import { newSnowDensity, snowShare } from '../src/forecast/snowfall.ts'
import { depthAfter, type WeatherPoint, weatherAt } from './weather.ts'

/** In what a forecast is wrong. */
export interface ForecastError {
  /** Everything comes so much later in the forecast than it does in truth, ms. */
  readonly lateMs: number
  /** Share of the true snowfall that it speaks of: 0.8 is a fifth too little. */
  readonly amount: number
}

export interface ForecastPlan {
  /** Cells or places that are spoken of, all with the same weather. */
  readonly places: readonly Place[]
  /** Runs issued in [fromMs, toMs), at full three hours UTC. */
  readonly fromMs: EpochMs
  readonly toMs: EpochMs
  readonly error: ForecastError
}

/** How often a weather service computes its model, and how long its answer is on the way. */
export const ISSUED_EVERY_MS = 3 * HOUR_MS
export const RECEIVED_AFTER_MS = 3 * HOUR_MS
/** Hours each run speaks of: the twelve that are predicted, wherever a run is between its receipt and the next. */
const HOURS = 36
export const SIMULATED_MODEL = 'simulated'

/** Humidity while it snows and while it does not, %. */
const SNOWING_PCT = 92
const DRY_PCT = 80
/** Warmer than this precipitation would have to be absurd to bring the snow it is inverted from. */
const LEAST_SNOW_SHARE = 0.05
/** Digits that services give. */
const TEMPERATURE_DIGITS = 1
const PRECIPITATION_DIGITS = 2

/**
 * What a weather service would have told of this weather, run by run: hourly temperature, humidity and precipitation,
 * wrong by `error`. Precipitation is what the snowfall comes from by our own phase and density, inverted.
 */
export function forecastRuns(weather: readonly WeatherPoint[], plan: ForecastPlan): FileRun[] {
  const runs: FileRun[] = []
  const firstMs = Math.ceil(plan.fromMs / ISSUED_EVERY_MS) * ISSUED_EVERY_MS
  for (let issuedAtMs = firstMs; issuedAtMs < plan.toMs; issuedAtMs += ISSUED_EVERY_MS) {
    const hours = Array.from({ length: HOURS }, (_, hour) =>
      forecastHour(weather, issuedAtMs + hour * HOUR_MS, plan.error),
    )
    const receivedAtMs = issuedAtMs + RECEIVED_AFTER_MS
    for (const { lat, lon } of plan.places) {
      runs.push({ lat, lon, model: SIMULATED_MODEL, issuedAtMs, receivedAtMs, hours })
    }
  }
  return runs
}

function forecastHour(weather: readonly WeatherPoint[], fromMs: EpochMs, error: ForecastError) {
  const trueFromMs = fromMs - error.lateMs
  // Nothing settles in a sum of snowfall.
  const snowCm = error.amount * depthAfter(weather, trueFromMs, trueFromMs + HOUR_MS, 0, 1, 0)
  const airTempC = rounded(weatherAt(weather, trueFromMs + HOUR_MS / 2).airTempC, TEMPERATURE_DIGITS)
  const relativeHumidityPct = snowCm > 0 ? SNOWING_PCT : DRY_PCT
  const share = Math.max(snowShare(airTempC, relativeHumidityPct), LEAST_SNOW_SHARE)
  // 1 mm of water is 1 kg/m².
  const waterMm = Math.min((snowCm * newSnowDensity(airTempC)) / 100 / share, PLAUSIBLE.precipitationMm.max)
  const precipitationMm = rounded(waterMm, PRECIPITATION_DIGITS)
  return { fromMs, airTempC, relativeHumidityPct, precipitationMm, windMs: null }
}

function rounded(value: number, digits: number): number {
  // No -0: a file knows only one zero.
  return Number(value.toFixed(digits)) + 0
}

/** The runs as a forecast file (docs/forecast.md). What is not known is left out. */
export function forecastFileText(runs: readonly FileRun[]): string {
  const written = runs.map(({ issuedAtMs, receivedAtMs, hours, ...run }) => ({
    ...run,
    issuedAt: toIso(issuedAtMs),
    ...(receivedAtMs === undefined ? {} : { receivedAt: toIso(receivedAtMs) }),
    hours: hours.map(({ fromMs, ...hour }) => ({
      from: toIso(fromMs),
      ...Object.fromEntries(Object.entries(hour).filter(([, value]) => value !== null)),
    })),
  }))
  return `${JSON.stringify({ runs: written })}\n`
}
