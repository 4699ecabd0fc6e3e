import { median } from 'simple-statistics'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../domain/time.ts'

/**
 * What lies under one sensor, folded from accepted depths and plow passes in time order.
 *
 * - depth: median of the last three accepted samples of the last 96 minutes;
 * - depth since pass: depth above its lowest point since the last pass (`ref = min(ref, level)`);
 * - new snow: rises of more than the deadband since the last pass, so that noise is not summed into snowfall.
 */

const LEVEL_SAMPLES = 3
const LEVEL_WINDOW_MS = 96 * MINUTE_MS
/** Rises and falls below this are noise, cm. */
const DEADBAND_CM = 1
/** How far back the course of the values is kept: more than the longest sustain time a criterion may ask for. */
export const HISTORY_MS = 4 * HOUR_MS
/** The fastest device that can be registered: a smaller bound would let its criteria never be sustained. */
const FASTEST_INTERVAL_MS = 5 * SECOND_MS
const HISTORY_SAMPLES = HISTORY_MS / FASTEST_INTERVAL_MS

/** Where the newest reset of depth since pass comes from. */
export type ResetSource = 'start' | 'contractor' | 'officer' | 'step-down'

export interface SnowPoint {
  readonly atMs: number
  readonly depthCm: number
  readonly depthSincePassCm: number
  readonly newSnowCm: number
}

export interface SnowState {
  /** Latest accepted samples, ascending, at most LEVEL_SAMPLES. */
  readonly samples: readonly { readonly atMs: number; readonly depthCm: number }[]
  readonly referenceCm: number | null
  readonly resetAtMs: number | null
  readonly resetSource: ResetSource | null
  readonly anchorCm: number | null
  readonly newSnowCm: number
  /** Course of the values, ascending; the last is now. */
  readonly history: readonly SnowPoint[]
}

export const EMPTY_SNOW: SnowState = {
  samples: [],
  referenceCm: null,
  resetAtMs: null,
  resetSource: null,
  anchorCm: null,
  newSnowCm: 0,
  history: [],
}

/** Adds one accepted depth that is later than everything before it. */
export function addDepth(state: SnowState, atMs: number, depthCm: number): SnowState {
  const samples = [...state.samples.filter((it) => atMs - it.atMs <= LEVEL_WINDOW_MS), { atMs, depthCm }].slice(
    -LEVEL_SAMPLES,
  )
  const levelCm = median(samples.map((it) => it.depthCm))
  const started = state.referenceCm === null ? ({ resetAtMs: atMs, resetSource: 'start' } as const) : {}
  const referenceCm = Math.min(state.referenceCm ?? levelCm, levelCm)
  const { anchorCm, newSnowCm } = ratchet(state.anchorCm ?? levelCm, state.newSnowCm, levelCm)
  const point = { atMs, depthCm: levelCm, depthSincePassCm: differenceCm(levelCm, referenceCm), newSnowCm }
  return { ...state, ...started, samples, referenceCm, anchorCm, newSnowCm, history: extend(state.history, point) }
}

/** A plow pass: depth since pass and new snow start from zero, whatever the sensor still sees. */
export function addPass(state: SnowState, atMs: number, source: Exclude<ResetSource, 'start'>): SnowState {
  const level = state.history.at(-1)?.depthCm
  const reset = { ...state, resetAtMs: atMs, resetSource: source, newSnowCm: 0 }
  if (level === undefined) return reset
  const point = { atMs, depthCm: level, depthSincePassCm: 0, newSnowCm: 0 }
  return { ...reset, referenceCm: level, anchorCm: level, history: extend(state.history, point) }
}

/** After a step the old samples describe another surface. */
export function forgetSamples(state: SnowState): SnowState {
  return { ...state, samples: [] }
}

function ratchet(anchorCm: number, newSnowCm: number, levelCm: number): { anchorCm: number; newSnowCm: number } {
  const riseCm = differenceCm(levelCm, anchorCm)
  if (riseCm >= DEADBAND_CM) return { anchorCm: levelCm, newSnowCm: differenceCm(newSnowCm, -riseCm) }
  if (riseCm <= -DEADBAND_CM) return { anchorCm: levelCm, newSnowCm }
  return { anchorCm, newSnowCm }
}

/** In steps of 0.001 cm: 16.4 − 6.4 falls short of 10 in floating point, and would miss a trigger of exactly that. */
function differenceCm(oneCm: number, otherCm: number): number {
  return Math.round((oneCm - otherCm) * 1000) / 1000
}

function extend(history: readonly SnowPoint[], point: SnowPoint): readonly SnowPoint[] {
  return [...history.filter((it) => point.atMs - it.atMs <= HISTORY_MS), point].slice(-HISTORY_SAMPLES)
}
