import { median } from 'simple-statistics'
import { HOUR_MS, MINUTE_MS } from '../domain/time.ts'
import type { DepthAt } from './gate.ts'

/**
 * The pattern of a plow pass in accepted samples: the median of the last three lies well below that of the four before
 * them, by more than settling, melt and noise can make it. It finds the shallow passes which the gate lets through.
 *
 * Constants: measured on seven recorded winters with steps of 4–20 cm added.
 */
const AFTER_SAMPLES = 3
const BEFORE_SAMPLES = 4
const FALL_CM = 3.6
const FALL_CM_PER_C = 0.42
/** One pass is told once. */
const REFRACTORY_MS = 60 * MINUTE_MS
/** Over a longer time the two medians are no step; seven hourly samples still fit. */
const SPAN_MS = 7 * HOUR_MS

export interface PlowPassState {
  /** Latest believed samples, ascending; at most seven, none older than SPAN_MS. */
  readonly samples: readonly DepthAt[]
  readonly lastPassAtMs: number | null
}

export const EMPTY_PLOW_PASS: PlowPassState = { samples: [], lastPassAtMs: null }

/**
 * Takes in what became believable with one reading.
 * @param airTempC null counts as freezing.
 */
export function seekPlowPass(
  state: PlowPassState,
  believed: readonly DepthAt[],
  airTempC: number | null,
): { readonly state: PlowPassState; readonly plowPass: boolean } {
  const latest = believed.at(-1)
  if (latest === undefined) return { state, plowPass: false }
  const samples = [...state.samples, ...believed]
    .filter((it) => latest.atMs - it.atMs <= SPAN_MS)
    .slice(-AFTER_SAMPLES - BEFORE_SAMPLES)
  const rested = state.lastPassAtMs === null || latest.atMs - state.lastPassAtMs >= REFRACTORY_MS
  const plowPass = rested && fallCm(samples) >= FALL_CM + FALL_CM_PER_C * Math.max(airTempC ?? 0, 0)
  // The samples after a pass are the ones before the next: what lay there earlier must not tell the same pass again.
  if (plowPass) return { state: { samples: samples.slice(-AFTER_SAMPLES), lastPassAtMs: latest.atMs }, plowPass }
  return { state: { ...state, samples }, plowPass }
}

function fallCm(samples: readonly DepthAt[]): number {
  if (samples.length < AFTER_SAMPLES + BEFORE_SAMPLES) return 0
  const depths = samples.map((it) => it.depthCm)
  const fall = median(depths.slice(0, BEFORE_SAMPLES)) - median(depths.slice(BEFORE_SAMPLES))
  // In steps of 0.001 cm: 10 − 6.4 falls short of 3.6 in floating point.
  return Math.round(fall * 1000) / 1000
}
