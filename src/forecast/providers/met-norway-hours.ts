import { sum } from 'simple-statistics'
import type { ForecastHour } from '../../domain/forecast.ts'
import { type EpochMs, HOUR_MS } from '../../domain/time.ts'
import { hourMeans, type Instant } from './hour-means.ts'
import { PLAUSIBLE, plausibleSeries } from './plausible.ts'
import { instantAt, listAt, numberOrNullAt, objectAt, unreadable } from './unreadable.ts'

/** The units of locationforecast 2.0; it knows no others, so any other is refused. */
const UNITS = {
  air_temperature: 'celsius',
  relative_humidity: '%',
  wind_speed: 'm/s',
  precipitation_amount: 'mm',
} as const

const LONG_STEP_H = 6
/** Ten days ahead, hourly at first. */
const MAX_STEPS = 24 * 20

interface Step {
  readonly atMs: EpochMs
  readonly airTempC: number | null
  readonly relativeHumidityPct: number | null
  readonly windMs: number | null
  /** Water in the hour and in the six hours that begin at `atMs`, mm; undefined: that period is not told. */
  readonly next1hMm: number | null | undefined
  readonly next6hMm: number | null | undefined
}

/**
 * The hours of a time series: hourly first, then six-hourly. The water of six hours is spread evenly over those of its
 * hours for which none is told by the hour; what hourly values tell is taken off before. Between six-hourly moments
 * temperature, humidity and wind run linearly.
 */
export function readTimeseries(value: unknown, units: Readonly<Record<string, unknown>>): ForecastHour[] {
  for (const [name, unit] of Object.entries(UNITS)) {
    if (units[name] !== unit) unreadable(`properties.meta.units.${name}`, units[name], unit)
  }
  const list = listAt(value, 'properties.timeseries')
  if (list.length === 0 || list.length > MAX_STEPS) {
    unreadable('properties.timeseries', list.length, `1 to ${MAX_STEPS} steps`)
  }
  const steps = plausibleSteps(list.map(readStep))
  steps.forEach((step, index) => {
    const before = steps[index - 1]
    if (before === undefined || step.atMs - before.atMs >= HOUR_MS) return
    unreadable(
      `properties.timeseries[${index}].time`,
      new Date(step.atMs).toISOString(),
      'an hour or more after the one before it',
    )
  })
  const waterMm = hourlyWater(steps)
  if (waterMm.size === 0) unreadable('properties.timeseries', 'without precipitation', 'next_1_hours or next_6_hours')
  const meansFrom = hourMeans(steps satisfies readonly Instant[], LONG_STEP_H * HOUR_MS)
  return [...waterMm]
    .sort(([a], [b]) => a - b)
    .map(([fromMs, precipitationMm]) => ({ fromMs, ...meansFrom(fromMs), precipitationMm }))
}

function readStep(value: unknown, index: number): Step {
  const field = `properties.timeseries[${index}]`
  const step = objectAt(value, field)
  const data = objectAt(step.data, `${field}.data`)
  const instant = objectAt(data.instant, `${field}.data.instant`)
  const details = objectAt(instant.details, `${field}.data.instant.details`)
  const detail = (name: string) => numberOrNullAt(details[name] ?? null, `${field}.data.instant.details.${name}`)
  return {
    atMs: instantAt(step.time, `${field}.time`),
    airTempC: detail('air_temperature'),
    relativeHumidityPct: detail('relative_humidity'),
    windMs: detail('wind_speed'),
    next1hMm: readPeriod(data, 'next_1_hours', field),
    next6hMm: readPeriod(data, 'next_6_hours', field),
  }
}

function readPeriod(data: Readonly<Record<string, unknown>>, name: string, field: string): number | null | undefined {
  if (data[name] === undefined) return undefined
  const path = `${field}.data.${name}.details`
  const details = objectAt(data[name], `${field}.data.${name}`).details
  if (details === undefined) return null
  return numberOrNullAt(objectAt(details, path).precipitation_amount ?? null, `${path}.precipitation_amount`)
}

/** The steps without the values no weather has; refused when those are many. */
function plausibleSteps(steps: readonly Step[]): Step[] {
  const field = (name: string) => `properties.timeseries[].data.${name}`
  const airTempC = plausibleSeries(
    steps.map((it) => it.airTempC),
    PLAUSIBLE.airTempC,
    field('instant.details.air_temperature'),
  )
  const humidityPct = plausibleSeries(
    steps.map((it) => it.relativeHumidityPct),
    PLAUSIBLE.relativeHumidityPct,
    field('instant.details.relative_humidity'),
  )
  const windMs = plausibleSeries(
    steps.map((it) => it.windMs),
    PLAUSIBLE.windMs,
    field('instant.details.wind_speed'),
  )
  const water = (name: 'next1hMm' | 'next6hMm', told: string, hours: number) =>
    plausibleSeries(
      steps.map((it) => it[name] ?? null),
      { ...PLAUSIBLE.precipitationMm, max: PLAUSIBLE.precipitationMm.max * hours },
      field(`${told}.details.precipitation_amount`),
    )
  const next1hMm = water('next1hMm', 'next_1_hours', 1)
  const next6hMm = water('next6hMm', 'next_6_hours', LONG_STEP_H)
  return steps.map((step, index) => ({
    atMs: step.atMs,
    airTempC: airTempC[index] ?? null,
    relativeHumidityPct: humidityPct[index] ?? null,
    windMs: windMs[index] ?? null,
    next1hMm: step.next1hMm === undefined ? undefined : (next1hMm[index] ?? null),
    next6hMm: step.next6hMm === undefined ? undefined : (next6hMm[index] ?? null),
  }))
}

/** Water by the hour it falls in. */
function hourlyWater(steps: readonly Step[]): Map<EpochMs, number | null> {
  const waterMm = new Map<EpochMs, number | null>()
  for (const { atMs, next1hMm } of steps) if (next1hMm !== undefined) waterMm.set(atMs, next1hMm)
  for (const { atMs, next6hMm } of steps) {
    if (next6hMm === undefined) continue
    const hours = Array.from({ length: LONG_STEP_H }, (_, index) => atMs + index * HOUR_MS)
    const untold = hours.filter((it) => !waterMm.has(it))
    const toldMm = sum(hours.map((it) => waterMm.get(it) ?? 0))
    for (const fromMs of untold) {
      waterMm.set(fromMs, next6hMm === null ? null : Math.max(next6hMm - toldMm, 0) / untold.length)
    }
  }
  return waterMm
}
