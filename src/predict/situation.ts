import { mean } from 'simple-statistics'
import type { SnowForecast } from '../domain/forecast.ts'
import { type EpochMs, HOUR_MS } from '../domain/time.ts'
import { snowfallBetween } from '../forecast/snowfall.ts'
import { type DepthSample, levelAndRate } from './level-rate.ts'
import { trendCmPerH } from './trend.ts'

/** Hours ahead for which paths are predicted. */
export const LEADS_H = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const
/** A sensor whose newest sample is older says nothing of what comes. */
export const SAMPLE_MAX_AGE_MS = 2 * HOUR_MS
/** How far back a forecast is held against what was measured. */
const PAST_H = 3

/** What prediction is made from; pure data, all of it known at `nowMs`. */
export interface PredictInput {
  readonly nowMs: EpochMs
  /** Accepted samples of the surface that lies now, ascending, cm; the last hours suffice. */
  readonly samples: readonly DepthSample[]
  /** Snow since the last pass as measured, cm. */
  readonly depthSincePassCm: number
  /** The level that was measured from, cm: a median, so it comes later than its newest samples. */
  readonly measuredLevelCm: number
  /** Snow younger than 72 h, cm. */
  readonly youngLayerCm: number
  /** Air temperature now; null: not known. */
  readonly airTempC: number | null
  /** Newest run received by now; null: none. */
  readonly forecast: SnowForecast | null
}

/** What a prediction rests on, in figures. */
export interface Situation {
  /** Published level, cm. */
  readonly levelCm: number
  /** Rate of rise, never negative, cm/h: mean of filter and three-hour trend. */
  readonly riseCmPerH: number
  /** How far a sample lies from the line between its neighbours, on average, cm. */
  readonly scatterCm: number
  readonly youngLayerCm: number
  /** Rise of the last three hours, never negative, cm. */
  readonly risenCm: number
  /** Snow forecast from now to each lead, cm; null: no forecast covers it. */
  readonly forecastCm: readonly number[] | null
  /** What the same run said would fall in the last three hours, as far as it reaches back, cm. */
  readonly forecastPastCm: number
}

/** @returns undefined when there is no sample young enough. */
export function situationOf(input: PredictInput): Situation | undefined {
  const { nowMs, samples } = input
  const last = samples.at(-1)
  const now = levelAndRate(samples)
  if (last === undefined || now === undefined || nowMs - last.atMs > SAMPLE_MAX_AGE_MS) return undefined
  const trend = trendCmPerH(samples, last.atMs)
  const before = samples.findLast((it) => last.atMs - it.atMs >= PAST_H * HOUR_MS)
  return {
    levelCm: now.levelCm,
    riseCmPerH: (Math.max(trend, 0) + Math.max(now.rateCmPerH, 0)) / 2,
    scatterCm: scatterCm(samples),
    youngLayerCm: Math.max(input.youngLayerCm, 0),
    risenCm: before === undefined ? 0 : Math.max(last.depthCm - before.depthCm, 0),
    forecastCm: input.forecast === null ? null : forecastTo(input.forecast, nowMs),
    forecastPastCm: input.forecast === null ? 0 : forecastPast(input.forecast, nowMs),
  }
}

function forecastTo(forecast: SnowForecast, nowMs: EpochMs): number[] | null {
  const sums: number[] = []
  for (const lead of LEADS_H) {
    const cm = snowfallBetween(forecast, nowMs, nowMs + lead * HOUR_MS)
    if (cm === null) return null
    sums.push(cm)
  }
  return sums
}

function forecastPast(forecast: SnowForecast, nowMs: EpochMs): number {
  let cm = 0
  for (let hour = 1; hour <= PAST_H; hour++)
    cm += snowfallBetween(forecast, nowMs - hour * HOUR_MS, nowMs - (hour - 1) * HOUR_MS) ?? 0
  return cm
}

function scatterCm(samples: readonly DepthSample[]): number {
  const distances: number[] = []
  for (let index = 2; index < samples.length; index++) {
    const [before, it, after] = [samples[index - 2], samples[index - 1], samples[index]]
    if (before === undefined || it === undefined || after === undefined || after.atMs === before.atMs) continue
    const share = (it.atMs - before.atMs) / (after.atMs - before.atMs)
    distances.push(Math.abs(it.depthCm - (before.depthCm + share * (after.depthCm - before.depthCm))))
  }
  return distances.length === 0 ? 0 : mean(distances)
}
