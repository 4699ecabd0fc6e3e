import type { ForecastHour } from '../../domain/forecast.ts'
import { type EpochMs, HOUR_MS, parseInstant, SECOND_MS } from '../../domain/time.ts'
import { hourMeans } from './hour-means.ts'
import { conversion, type Quantity } from './open-meteo-units.ts'
import { PLAUSIBLE, type Plausible, plausibleSeries } from './plausible.ts'
import { listAt, numberAt, numberOrNullAt, objectAt, unreadable } from './unreadable.ts'

/** Hourly variables in the order we ask for them. */
export const HOURLY_ASKED = ['temperature_2m', 'relative_humidity_2m', 'precipitation', 'wind_speed_10m'] as const

/** Open-Meteo makes its `snowfall` from water at this rate, cm/mm, and so it is turned back (open-meteo.com/en/docs). */
const SNOWFALL_CM_PER_MM = 0.7
/** Sixteen days ahead and three months back are the most it offers. */
const MAX_TIMES = 24 * 110

type Series = (number | null)[]

interface Block {
  readonly units: Readonly<Record<string, unknown>>
  readonly columns: Readonly<Record<string, unknown>>
  readonly length: number
  /** Path of the place in the answer, with its dot: `[2].` or ''. */
  readonly path: string
}

/**
 * The hours of one place. Values at a time are of that moment, precipitation is the sum of the hour before it: hour
 * `fromMs` therefore takes the sum stamped at its end and the middle of the values at its two ends. Times are local
 * with one `utc_offset_seconds` for the whole answer. The names and parts of older answers are understood too.
 */
export function readHours(place: Readonly<Record<string, unknown>>, path: string): ForecastHour[] {
  const units = objectAt(place.hourly_units, `${path}hourly_units`)
  const columns = objectAt(place.hourly, `${path}hourly`)
  const offsetS = numberAt(place.utc_offset_seconds, `${path}utc_offset_seconds`, -86_400, 86_400)
  if (units.time !== 'iso8601') unreadable(`${path}hourly_units.time`, units.time, 'iso8601')
  const times = readTimes(columns.time, offsetS * SECOND_MS, `${path}hourly.time`)
  const block: Block = { units, columns, length: times.length, path }
  const airTempC = series(block, ['temperature_2m'], 'temperature', PLAUSIBLE.airTempC)
  const relativeHumidityPct = series(
    block,
    ['relative_humidity_2m', 'relativehumidity_2m'],
    'share',
    PLAUSIBLE.relativeHumidityPct,
  )
  const windMs = series(block, ['wind_speed_10m', 'windspeed_10m'], 'speed', PLAUSIBLE.windMs)
  const precipitationMm = precipitation(block)
  const instants = times.map((atMs, index) => ({
    atMs,
    airTempC: airTempC[index] ?? null,
    relativeHumidityPct: relativeHumidityPct[index] ?? null,
    windMs: windMs[index] ?? null,
  }))
  const meansFrom = hourMeans(instants, HOUR_MS)
  return times.map((atMs, index) => {
    const fromMs = atMs - HOUR_MS
    return { fromMs, ...meansFrom(fromMs), precipitationMm: precipitationMm[index] ?? null }
  })
}

function readTimes(value: unknown, offsetMs: number, field: string): EpochMs[] {
  const list = listAt(value, field)
  if (list.length === 0 || list.length > MAX_TIMES) unreadable(field, list.length, `1 to ${MAX_TIMES} times`)
  let beforeMs = Number.NEGATIVE_INFINITY
  return list.map((text, index) => {
    const isLocal = typeof text === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)
    const localMs = isLocal ? parseInstant(`${text}Z`) : undefined
    if (localMs === undefined) return unreadable(`${field}[${index}]`, text, 'a local time such as 2026-01-20T06:00')
    const gapMs = localMs - beforeMs
    if (gapMs < HOUR_MS || (index > 0 && gapMs % HOUR_MS !== 0)) {
      unreadable(`${field}[${index}]`, text, 'a whole number of hours after the time before it')
    }
    beforeMs = localMs
    return localMs - offsetMs
  })
}

/** The first of `names` that the answer has, in our unit. */
function series(block: Block, names: readonly string[], quantity: Quantity, bounds: Plausible): Series {
  const { name, values } = rawSeries(block, names, quantity)
  return plausibleSeries(values, bounds, `${block.path}hourly.${name}`)
}

function rawSeries(block: Block, names: readonly string[], quantity: Quantity): { name: string; values: Series } {
  const name = names.find((it) => Object.hasOwn(block.columns, it)) ?? names[0] ?? ''
  const field = `${block.path}hourly.${name}`
  if (!Object.hasOwn(block.columns, name)) {
    const perModel = Object.keys(block.columns).some((it) => it.startsWith(`${name}_`))
    unreadable(field, undefined, perModel ? 'the answer of one model: set one model, not several' : 'a list')
  }
  const convert = conversion(quantity, block.units[name], `${block.path}hourly_units.${name}`)
  const values = listAt(block.columns[name], field)
  if (values.length !== block.length) unreadable(field, values.length, `${block.length} values, one per time`)
  return {
    name,
    values: values.map((it, index) => {
      const value = numberOrNullAt(it, `${field}[${index}]`)
      return value === null ? null : convert(value)
    }),
  }
}

/** Precipitation as told, or, in an answer without it, rain, showers and the water of its snowfall together. */
function precipitation(block: Block): Series {
  const field = `${block.path}hourly.precipitation`
  const parts = ['rain', 'snowfall'].every((it) => Object.hasOwn(block.columns, it))
  if (Object.hasOwn(block.columns, 'precipitation') || !parts) {
    return series(block, ['precipitation'], 'water', PLAUSIBLE.precipitationMm)
  }
  const rain = rawSeries(block, ['rain'], 'water').values
  const showers = Object.hasOwn(block.columns, 'showers') ? rawSeries(block, ['showers'], 'water').values : undefined
  const snowfall = rawSeries(block, ['snowfall'], 'snow').values
  const total = rain.map((rainMm, index) => {
    const [showersMm, snowCm] = [showers === undefined ? 0 : showers[index], snowfall[index]]
    if (rainMm === null || showersMm == null || snowCm == null) return null
    return rainMm + showersMm + snowCm / SNOWFALL_CM_PER_MM
  })
  return plausibleSeries(total, PLAUSIBLE.precipitationMm, field)
}
