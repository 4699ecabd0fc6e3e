import { surfaceSamples } from '../../src/predict/samples.ts'
import type { PredictInput } from '../../src/predict/situation.ts'
import { EMPTY_SENSOR, foldPass, foldReading, type SensorState } from '../../src/snow/fold.ts'
import { youngLayerCm } from '../../src/snow/state.ts'
import { type Station, type StationRow, stationDevice, stationReading } from './stations.ts'

export const HOUR_MS = 3_600_000
/** Air temperature is known from a row this recent. */
const TEMPERATURE_MAX_AGE_MS = 2 * HOUR_MS

/** A station at a whole hour, as the service would have known it then. */
export interface Hour {
  readonly atMs: number
  /** What prediction is given, but for the forecast; null while the sensor is silent, suspect or new. */
  readonly input: Omit<PredictInput, 'forecast'> | null
  /** Accepted sample at the hour, cm: what predictions are held against. */
  readonly sampleCm: number | null
  readonly depthSincePassCm: number | null
  readonly airTempC: number | null
  /** A pass was reported at this hour. */
  readonly passed: boolean
}

export interface ReplayOptions {
  /** Once depth since pass has reached it, a pass is reported `passDelayH` later. */
  readonly passAtCm?: number
  readonly passDelayH?: number
}

/** Folds a station's rows in time order through quality control and snow state; nothing comes from the future. */
export function replay(station: Station, options: ReplayOptions = {}): Hour[] {
  const device = stationDevice(station)
  const plow = new Plow(options)
  const hours: Hour[] = []
  let state = EMPTY_SENSOR
  let temperature: { readonly atMs: number; readonly airTempC: number } | null = null
  let nextMs = Math.ceil((station.rows[0]?.atMs ?? 0) / HOUR_MS) * HOUR_MS
  let sample: { readonly atMs: number; readonly cm: number } | null = null
  const take = (row: StationRow) => {
    if (row.airTempC !== null) temperature = { atMs: row.atMs, airTempC: row.airTempC }
    if (row.depthCm === null && row.distanceRawMm === null) return
    const folded = foldReading(state, stationReading(row), device)
    state = folded.state
    if (folded.judged.accepted && folded.judged.depthCm !== null) sample = { atMs: row.atMs, cm: folded.judged.depthCm }
  }
  for (const [index, row] of station.rows.entries()) {
    take(row)
    const followingMs = station.rows[index + 1]?.atMs ?? Number.POSITIVE_INFINITY
    for (; nextMs < followingMs && nextMs - row.atMs < station.intervalMs * 2; nextMs += HOUR_MS) {
      const airTempC = airAt(temperature, nextMs)
      const hour = hourOf(state, { atMs: nextMs, airTempC, sample, intervalMs: station.intervalMs })
      const passed = plow.passes(hour)
      hours.push({ ...hour, passed })
      if (passed) state = foldPass(state, nextMs, 'contractor')
    }
    if (followingMs !== Number.POSITIVE_INFINITY)
      for (; nextMs < followingMs; nextMs += HOUR_MS) hours.push(silent(nextMs))
  }
  return hours
}

interface Moment {
  readonly atMs: number
  readonly airTempC: number | null
  readonly sample: { readonly atMs: number; readonly cm: number } | null
  readonly intervalMs: number
}

function hourOf(state: SensorState, { atMs, airTempC, sample, intervalMs }: Moment): Hour {
  const { snow, quality } = state
  const last = snow.history.at(-1)
  const fresh = sample !== null && atMs - sample.atMs < HOUR_MS
  const samples = surfaceSamples(snow)
  const usable = fresh && quality.gate.suspects.length === 0 && samples.length >= 2 && last !== undefined
  const depthSincePassCm = fresh && last !== undefined ? last.depthSincePassCm : null
  return {
    atMs,
    input: usable
      ? {
          nowMs: atMs,
          samples,
          depthSincePassCm: last.depthSincePassCm,
          measuredLevelCm: last.depthCm,
          youngLayerCm: youngLayerCm(snow, atMs),
          airTempC,
        }
      : null,
    sampleCm: sample !== null && Math.abs(sample.atMs - atMs) <= intervalMs / 2 ? sample.cm : null,
    depthSincePassCm,
    airTempC,
    passed: false,
  }
}

function silent(atMs: number): Hour {
  return { atMs, input: null, sampleCm: null, depthSincePassCm: null, airTempC: null, passed: false }
}

function airAt(temperature: { readonly atMs: number; readonly airTempC: number } | null, atMs: number): number | null {
  if (temperature === null || atMs - temperature.atMs > TEMPERATURE_MAX_AGE_MS) return null
  return temperature.airTempC
}

/** The contractor of an exercise: plows some hours after the threshold was reached. */
class Plow {
  readonly #options: ReplayOptions
  #dueMs: number | null = null

  constructor(options: ReplayOptions) {
    this.#options = options
  }

  passes(hour: Hour): boolean {
    const { passAtCm, passDelayH = 3 } = this.#options
    if (passAtCm === undefined || hour.depthSincePassCm === null) return false
    if (hour.depthSincePassCm >= passAtCm) this.#dueMs ??= hour.atMs + passDelayH * HOUR_MS
    if (this.#dueMs === null || hour.atMs < this.#dueMs) return false
    this.#dueMs = null
    return true
  }
}
