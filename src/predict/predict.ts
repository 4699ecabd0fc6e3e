import { quantileSorted } from 'simple-statistics'
import { type EpochMs, HOUR_MS } from '../domain/time.ts'
import { changePaths } from './analogs.ts'
import { calibrated } from './isotonic.ts'
import type { Model } from './model.ts'
import { LEADS_H, type PredictInput, type Situation, situationOf } from './situation.ts'

/** A run received longer ago is stale: something is wrong with fetching, and newer runs say more. */
export const FORECAST_STALE_MS = 6 * HOUR_MS
/** A run received longer ago is not used any more. */
export const FORECAST_MAX_AGE_MS = 24 * HOUR_MS

/**
 * Why a prediction is worse than it could be. no-forecast: the trend alone. stale-forecast: the run is old.
 * no-temperature: nobody knows the air temperature, so distances are not compensated and rain cannot be told.
 */
export type DegradedMode = 'no-forecast' | 'stale-forecast' | 'no-temperature'

export const QUANTILES = [10, 25, 50, 75, 90] as const

/** Depth at one moment ahead, cm: the value that a share of the paths stays at or below. */
export interface LeadForecast {
  readonly leadH: number
  readonly atMs: EpochMs
  readonly depthCm: Quantiles
  readonly depthSincePassCm: Quantiles
}

export interface Quantiles {
  readonly p10: number
  readonly p25: number
  readonly p50: number
  readonly p75: number
  readonly p90: number
}

/** What may come at one sensor. */
export interface Prediction {
  readonly atMs: EpochMs
  readonly degraded: readonly DegradedMode[]
  /** Run used; null: none. */
  readonly forecastRunId: string | null
  readonly situation: Situation
  readonly depthSincePassCm: number
  /**
   * The same as the newest samples have it: the measured level is a median and lags behind a rise. The paths begin here.
   */
  readonly depthSincePassNowCm: number
  /** Changes of depth from now, cm: paths × LEADS_H, row by row. */
  readonly paths: Float64Array
  readonly leads: readonly LeadForecast[]
}

/** Predicts one sensor; undefined when it has not spoken for SAMPLE_MAX_AGE_MS: unknown stays unknown. */
export function predict(input: PredictInput, model: Model): Prediction | undefined {
  const { nowMs } = input
  const ageMs = input.forecast === null ? Number.POSITIVE_INFINITY : nowMs - input.forecast.receivedAtMs
  const situation = situationOf(ageMs > FORECAST_MAX_AGE_MS ? { ...input, forecast: null } : input)
  if (situation === undefined) return undefined
  const covered = situation.forecastCm !== null
  const paths = changePaths(situation, covered ? model.withForecast : model.withoutForecast)
  const degraded: DegradedMode[] = []
  if (!covered) degraded.push('no-forecast')
  else if (ageMs > FORECAST_STALE_MS) degraded.push('stale-forecast')
  if (input.airTempC === null) degraded.push('no-temperature')
  const { depthSincePassCm } = input
  const depthSincePassNowCm = Math.max(0, depthSincePassCm + situation.levelCm - input.measuredLevelCm)
  return {
    atMs: nowMs,
    degraded,
    forecastRunId: covered ? (input.forecast?.runId ?? null) : null,
    situation,
    depthSincePassCm,
    depthSincePassNowCm,
    paths,
    leads: LEADS_H.map((leadH, lead) => {
      const changesCm = sortedChanges(paths, lead)
      return {
        leadH,
        atMs: nowMs + leadH * HOUR_MS,
        depthCm: quantiles(changesCm, situation.levelCm),
        depthSincePassCm: quantiles(changesCm, depthSincePassNowCm),
      }
    }),
  }
}

/** What has not happened yet is never certain: the rare night is not among a few thousand past hours. */
const MOST_CERTAIN = 0.99

/**
 * Probability, 0 … 1, that the depth since the last pass reaches `thresholdCm` by `byMs`; 1 when it has already. Null
 * beyond the last lead. Between leads the paths are taken as straight.
 */
export function crossingProbability(
  prediction: Prediction,
  thresholdCm: number,
  byMs: EpochMs,
  model: Model,
): number | null {
  if (thresholdCm <= prediction.depthSincePassCm) return 1
  const missingCm = thresholdCm - prediction.depthSincePassNowCm
  const hours = (byMs - prediction.atMs) / HOUR_MS
  if (hours > (LEADS_H.at(-1) ?? 0)) return null
  if (hours <= 0) return 0
  return Math.min(calibrated(model.crossing, crossingShare(prediction.paths, missingCm, hours)), MOST_CERTAIN)
}

/** Share of paths whose highest point within `hours` reaches `missingCm`. */
export function crossingShare(paths: Float64Array, missingCm: number, hours: number): number {
  const leads = LEADS_H.length
  const rows = paths.length / leads
  let crossing = 0
  for (let row = 0; row < rows; row++) if (highest(paths, row * leads, hours) >= missingCm) crossing++
  return crossing / rows
}

function highest(paths: Float64Array, start: number, hours: number): number {
  let top = 0
  let before = 0
  for (let lead = 0; lead < LEADS_H.length && lead < hours; lead++) {
    const next = paths[start + lead] ?? 0
    const share = Math.min(hours - lead, 1)
    top = Math.max(top, before + (next - before) * share)
    before = next
  }
  return top
}

/** Sorted once for both depths: adding where it is now keeps the order. */
function sortedChanges(paths: Float64Array, lead: number): Float64Array {
  const leads = LEADS_H.length
  const changesCm = new Float64Array(paths.length / leads)
  for (let row = 0; row < changesCm.length; row++) changesCm[row] = paths[row * leads + lead] ?? 0
  return changesCm.sort()
}

function quantiles(changesCm: Float64Array, fromCm: number): Quantiles {
  const values: number[] = []
  for (const changeCm of changesCm) values.push(Math.max(0, fromCm + changeCm))
  const at = (share: number) => Math.round(quantileSorted(values, share) * 100) / 100
  return { p10: at(0.1), p25: at(0.25), p50: at(0.5), p75: at(0.75), p90: at(0.9) }
}
