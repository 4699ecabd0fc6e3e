import type { ForecastHour, ForecastRun, SnowForecast, SnowHour } from '../domain/forecast.ts'
import { type EpochMs, HOUR_MS } from '../domain/time.ts'

/**
 * New snow from a forecast of temperature, humidity and precipitation. A service's own snowfall is never used: Open-
 * Meteo's, for the models of JMA, is all precipitation below 0 °C at 0.7 cm/mm, and MET Norway gives none.
 */

/** Logistic regression of phase on temperature (°C) and humidity (%), northern hemisphere (Jennings et al. 2018). */
const PHASE_INTERCEPT = -10.04
const PHASE_PER_C = 1.41
const PHASE_PER_PCT = 0.09

/**
 * Taken where humidity is not known, %. At it half of the precipitation is snow at 2.0 °C, as observed in Japan; the
 * formula gives 0.7 °C for saturated air and 3.3 °C at 60 %.
 */
export const DEFAULT_HUMIDITY_PCT = 80

/** Density of new snow, kg/m³, by temperature (Hedstrom & Pomeroy 1998), within what is observed. */
const DENSITY_BASE = 67.9
const DENSITY_RISE = 51.3
const DENSITY_SCALE_C = 2.6
const MIN_DENSITY = 50
const MAX_DENSITY = 200

/** 1 mm of water is 1 kg/m²; 100 cm to the metre. */
const CM_PER_M = 100

/** Melt of a snow cover per degree above freezing and hour, mm of water (degree-hour factor; algorithms, section 3). */
export const MELT_MM_PER_C_H = 0.18

/**
 * Share of precipitation that falls as snow, 0 … 1.
 * @param relativeHumidityPct null: not known, `DEFAULT_HUMIDITY_PCT`; taken within 0 … 100.
 */
export function snowShare(airTempC: number, relativeHumidityPct: number | null): number {
  const humidityPct = Math.min(Math.max(relativeHumidityPct ?? DEFAULT_HUMIDITY_PCT, 0), 100)
  return 1 / (1 + Math.exp(PHASE_INTERCEPT + PHASE_PER_C * airTempC + PHASE_PER_PCT * humidityPct))
}

/** Density of snow as it falls, kg/m³: 67.9 in deep cold, 119 at 0 °C, 200 from 2.5 °C. */
export function newSnowDensity(airTempC: number): number {
  const density = DENSITY_BASE + DENSITY_RISE * Math.exp(airTempC / DENSITY_SCALE_C)
  return Math.min(Math.max(density, MIN_DENSITY), MAX_DENSITY)
}

/** New snow of an hour, cm; null when its temperature or precipitation is not known. */
export function snowfallCm(hour: ForecastHour): number | null {
  const { airTempC, relativeHumidityPct, precipitationMm } = hour
  if (airTempC === null || precipitationMm === null) return null
  const snowMm = precipitationMm * snowShare(airTempC, relativeHumidityPct)
  return (snowMm * CM_PER_M) / newSnowDensity(airTempC)
}

/** Rain of an hour, mm; null when its temperature or precipitation is not known. */
export function rainMm(hour: ForecastHour): number | null {
  const { airTempC, relativeHumidityPct, precipitationMm } = hour
  if (airTempC === null || precipitationMm === null) return null
  return precipitationMm * (1 - snowShare(airTempC, relativeHumidityPct))
}

/** Water that melts from a snow cover in `hours` at `airTempC`, mm; what lies may be less. */
export function meltMm(airTempC: number, hours: number): number {
  return MELT_MM_PER_C_H * Math.max(airTempC, 0) * hours
}

/**
 * Wet-bulb temperature at 1013 hPa, °C (Stull 2011); within 0.3 °C for −20 … 50 °C and 5 … 99 %, which the inputs are
 * not held to.
 */
export function wetBulbC(airTempC: number, relativeHumidityPct: number): number {
  return (
    airTempC * Math.atan(0.151977 * Math.sqrt(relativeHumidityPct + 8.313659)) +
    Math.atan(airTempC + relativeHumidityPct) -
    Math.atan(relativeHumidityPct - 1.676331) +
    0.00391838 * relativeHumidityPct ** 1.5 * Math.atan(0.023101 * relativeHumidityPct) -
    4.686035
  )
}

/** A run as prediction and quality control see it. */
export function snowForecast(run: ForecastRun): SnowForecast {
  return {
    runId: run.id,
    issuedAtMs: run.issuedAtMs,
    receivedAtMs: run.receivedAtMs,
    hours: run.hours.map((hour) => ({
      fromMs: hour.fromMs,
      airTempC: hour.airTempC,
      snowfallCm: snowfallCm(hour),
      rainMm: rainMm(hour),
    })),
  }
}

/**
 * Snow forecast to fall in [fromMs, toMs), cm; hours that lie partly inside count by their share. Null when any part
 * of the span is not forecast; 0 for an empty span.
 */
export function snowfallBetween(forecast: SnowForecast, fromMs: EpochMs, toMs: EpochMs): number | null {
  let coveredToMs = fromMs
  let totalCm = 0
  for (let index = firstEndingAfter(forecast.hours, fromMs); coveredToMs < toMs; index++) {
    const hour = forecast.hours[index]
    if (hour === undefined || hour.fromMs > coveredToMs || hour.snowfallCm === null) return null
    const untilMs = Math.min(hour.fromMs + HOUR_MS, toMs)
    totalCm += (hour.snowfallCm * (untilMs - coveredToMs)) / HOUR_MS
    coveredToMs = untilMs
  }
  return totalCm
}

/** Index of the first hour of which a part lies after `atMs`; the length when there is none. */
function firstEndingAfter(hours: readonly SnowHour[], atMs: EpochMs): number {
  let low = 0
  let high = hours.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const hour = hours[middle]
    if (hour !== undefined && hour.fromMs + HOUR_MS <= atMs) low = middle + 1
    else high = middle
  }
  return low
}
