import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { mean } from 'simple-statistics'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { EMPTY_SENSOR, foldReading, type SensorState } from '../../src/snow/fold.ts'
import { hourOf } from '../../src/snow/hours.ts'
import { SETTLING_PER_H } from '../../src/snow/layers.ts'
import { addDepth, EMPTY_SNOW, newSnowCm, youngLayerCm } from '../../src/snow/state.ts'
import { gaussian } from '../../test/support/noise.ts'
import { type Station, stationDevice, stationReading } from './stations.ts'

/** Column with measured snowfall, mm of water in the hour, of the one station that has it. */
const MEASURED = { station: 'cdp_2005-10_2006-06', column: 'snowfall_mm_h' } as const
/** Density of new snow assumed for the measured snowfall, kg/m³. */
export const ASSUMED_DENSITY = 100
/** Snow-free months of the stations (all northern and below the lasting snow line). */
const SUMMER_MONTHS = [7, 8]
const STORM_CM = 5
const LEADS_H = [6, 12, 24] as const

/** Sums over a whole record, cm, by three ways of counting; all on what quality control accepted. */
export interface SnowfallSums {
  readonly station: string
  readonly samples: number
  /** Every positive difference between two samples. */
  readonly rawCm: number
  /** Positive differences between the depths of whole hours, in whole centimetres (JMA). */
  readonly hourlySumCm: number
  readonly newSnowCm: number
  /** The same in July and August, when there is none. */
  readonly summer: { readonly rawCm: number; readonly hourlySumCm: number; readonly newSnowCm: number }
}

/** Error of the depth 6, 12 and 24 h after a storm's end without snowfall, cm: by the law of settling, and by none. */
export interface SettlingError {
  readonly leadH: number
  readonly storms: number
  readonly lawCm: number
  readonly noneCm: number
}

/** A clean record with noise added, sampled more often: what the three ways of counting make of it, cm. */
export interface NoisySums {
  readonly sigmaCm: number
  readonly intervalMin: number
  readonly rawCm: number
  readonly hourlySumCm: number
  readonly newSnowCm: number
}

export interface SnowfallReport {
  readonly sums: readonly SnowfallSums[]
  readonly measured: { readonly station: string; readonly waterMm: number; readonly snowCm: number } | null
  readonly noisy: readonly NoisySums[]
  readonly settlingPerH: number
  readonly settling: readonly SettlingError[]
}

interface Point {
  readonly atMs: number
  readonly acceptedCm: number
  readonly airTempC: number | null
  readonly depthCm: number
  readonly fallenCm: number
  readonly youngCm: number
}

/**
 * Measures the counting of snow on recorded stations.
 * @param dir the stations' folder, from which the measured snowfall is read; absent there: `measured` is null.
 */
export function evaluateSnowfall(stations: readonly Station[], dir: string): SnowfallReport {
  const series = stations.map((station) => ({ station, points: folded(station) }))
  const clean = series.find(({ station }) => station.name === MEASURED.station)
  return {
    sums: series.map(({ station, points }) => sumsOf(station.name, points)),
    measured: clean === undefined ? null : measured(dir),
    noisy: clean === undefined ? [] : NOISES.map((it) => noisySums(clean.points, it)),
    settlingPerH: SETTLING_PER_H,
    settling: settlingErrors(series.map((it) => it.points)),
  }
}

/** The whole chain over a station: quality control, then the snow state after every accepted sample. */
function folded(station: Station): Point[] {
  const device = stationDevice(station)
  const points: Point[] = []
  let state: SensorState = EMPTY_SENSOR
  for (const row of station.rows) {
    const { state: next, judged } = foldReading(state, stationReading(row), device)
    state = next
    if (!judged.accepted || judged.depthCm === null) continue
    points.push({
      atMs: row.atMs,
      acceptedCm: judged.depthCm,
      airTempC: row.airTempC,
      depthCm: state.snow.history.at(-1)?.depthCm ?? judged.depthCm,
      fallenCm: state.snow.snowfall.fallenCm,
      youngCm: youngLayerCm(state.snow, row.atMs),
    })
  }
  return points
}

function sumsOf(station: string, points: readonly Point[]): SnowfallSums {
  const summer = points.map((it) => SUMMER_MONTHS.includes(new Date(it.atMs).getUTCMonth() + 1))
  const count = (wanted: (index: number) => boolean) => ({
    rawCm: round(rises(points, wanted, (it) => it.acceptedCm)),
    hourlySumCm: round(hourlyRises(points, wanted)),
    newSnowCm: round(rises(points, wanted, (it) => it.fallenCm)),
  })
  return { station, samples: points.length, ...count(() => true), summer: count((index) => summer[index] === true) }
}

function rises(points: readonly Point[], wanted: (index: number) => boolean, valueCm: (it: Point) => number): number {
  let cm = 0
  let before: Point | undefined
  for (const [index, point] of points.entries()) {
    if (before !== undefined && wanted(index)) cm += Math.max(0, valueCm(point) - valueCm(before))
    before = point
  }
  return cm
}

function hourlyRises(points: readonly Point[], wanted: (index: number) => boolean): number {
  const depthAt = new Map(points.map((it, index) => [hourOf(it.atMs), { cm: Math.round(it.depthCm), index }]))
  let cm = 0
  for (const [hourMs, { cm: depthCm, index }] of depthAt) {
    const before = depthAt.get(hourMs - HOUR_MS)
    if (before !== undefined && wanted(index)) cm += Math.max(0, depthCm - before.cm)
  }
  return cm
}

function measured(dir: string): SnowfallReport['measured'] {
  const [head = '', ...lines] = readFileSync(join(dir, `${MEASURED.station}.csv`), 'utf8')
    .trimEnd()
    .split('\n')
  const column = head.trim().split(',').indexOf(MEASURED.column)
  if (column < 0) return null
  const waterMm = lines.reduce((sum, line) => sum + Number(line.split(',')[column] ?? 0), 0)
  // 1 mm of water is 1 kg/m²; at 100 kg/m³ that is 1 cm.
  return { station: MEASURED.station, waterMm: round(waterMm), snowCm: round((waterMm * 100) / ASSUMED_DENSITY) }
}

const NOISES = [
  { sigmaCm: 0, intervalMin: 10 },
  { sigmaCm: 0.3, intervalMin: 10 },
  { sigmaCm: 0.5, intervalMin: 10 },
  { sigmaCm: 0.8, intervalMin: 10 },
  { sigmaCm: 0.5, intervalMin: 60 },
] as const

/** Interpolates a clean record, adds normal noise (repeatable) and counts. */
function noisySums(clean: readonly Point[], noise: { sigmaCm: number; intervalMin: number }): NoisySums {
  const next = gaussian(7, noise.sigmaCm)
  let snow = EMPTY_SNOW
  const points: Point[] = []
  for (const [index, one] of clean.slice(0, -1).entries()) {
    const other = clean[index + 1] ?? one
    const spanMs = Math.min(other.atMs - one.atMs, HOUR_MS)
    for (let ms = 0; ms < spanMs; ms += noise.intervalMin * MINUTE_MS) {
      const atMs = one.atMs + ms
      const trueCm = one.acceptedCm + ((other.acceptedCm - one.acceptedCm) * ms) / (other.atMs - one.atMs)
      const acceptedCm = Math.max(0, trueCm + next())
      snow = addDepth(snow, { atMs, depthCm: acceptedCm, airTempC: one.airTempC })
      const depthCm = snow.history.at(-1)?.depthCm ?? acceptedCm
      points.push({ ...one, atMs, acceptedCm, depthCm, fallenCm: newSnowCm(snow), youngCm: 0 })
    }
  }
  const { rawCm, hourlySumCm, newSnowCm: countedCm } = sumsOf('', points)
  return { ...noise, rawCm, hourlySumCm, newSnowCm: countedCm }
}

function settlingErrors(series: readonly (readonly Point[])[]): SettlingError[] {
  const ends = series.flatMap((points) => points.flatMap((_, index) => stormEnd(points, index) ?? []))
  return LEADS_H.map((leadH, place) => {
    const errors = ends.map(({ point, laterCm }) => {
      const later = laterCm[place] ?? Number.NaN
      const sankCm = point.youngCm * (1 - Math.exp(-SETTLING_PER_H * leadH))
      return { law: Math.abs(point.depthCm - sankCm - later), none: Math.abs(point.depthCm - later) }
    })
    const average = (values: readonly number[]) => (values.length === 0 ? Number.NaN : round(mean([...values]), 2))
    const [lawCm, noneCm] = [average(errors.map((it) => it.law)), average(errors.map((it) => it.none))]
    return { leadH, storms: errors.length, lawCm, noneCm }
  })
}

/** The last new snow of a storm of at least STORM_CM in 24 h, with a day after it in which none was counted. */
function stormEnd(
  points: readonly Point[],
  index: number,
): { readonly point: Point; readonly laterCm: readonly number[] } | undefined {
  const point = points[index]
  const before = points[index - 1]
  if (point === undefined || before === undefined || point.fallenCm <= before.fallenCm) return undefined
  const dayBefore = near(points, index, point.atMs - 24 * HOUR_MS)
  if (dayBefore === undefined || point.fallenCm - dayBefore.fallenCm < STORM_CM) return undefined
  const later = LEADS_H.map((leadH) => near(points, index, point.atMs + leadH * HOUR_MS))
  if (later.some((it) => it === undefined || it.fallenCm > point.fallenCm)) return undefined
  return { point, laterCm: later.map((it) => it?.depthCm ?? Number.NaN) }
}

/** The point within half an hour of a moment, sought from `index` outwards. */
function near(points: readonly Point[], index: number, atMs: number): Point | undefined {
  const step = atMs < (points[index]?.atMs ?? 0) ? -1 : 1
  for (let at = index; ; at += step) {
    const point = points[at]
    if (point === undefined || (point.atMs - atMs) * step > 30 * MINUTE_MS) return undefined
    if (Math.abs(point.atMs - atMs) <= 30 * MINUTE_MS) return point
  }
}

function round(value: number, digits = 0): number {
  return Math.round(value * 10 ** digits) / 10 ** digits
}
