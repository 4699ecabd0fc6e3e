import { median } from 'simple-statistics'
import { MINUTE_MS } from '../domain/time.ts'
import { type DropState, NO_DROP, tookMove, tookPass } from './drop.ts'
import { extendHistory, type SampledPoint, type SnowPoint } from './history.ts'
import { addMark, type HourMark } from './hours.ts'
import { thicknessCm, youngLayers } from './layers.ts'
import { hysteresisCm, learntScatter, NOISE_WINDOW_MS } from './noise.ts'
import { beganAt, countSnowfall, EMPTY_SNOWFALL, type SnowfallState } from './snowfall.ts'
import { roundedCm } from './units.ts'
import { mayBeSnow, NO_WARMTH, tookAir, type WarmthState } from './warmth.ts'

export { HISTORY_MS, type SampledPoint, type SnowPoint } from './history.ts'

/**
 * What lies under one sensor, folded from accepted depths and plow passes in time order. Bounded, and plain JSON.
 *
 * - depth (the level): median of the last three accepted samples of the last 96 minutes;
 * - depth since pass: level above its lowest point since the last pass (`ref = min(ref, level)`);
 * - new snow: rises beyond the hysteresis, with the settling of young layers while the level rises (snowfall.ts);
 * - marks of the hours, from which the snowfall of the last 1 to 72 h is told (windows.ts);
 * - the latest drop of the level and its cause (drop.ts).
 */

const LEVEL_SAMPLES = 3
const LEVEL_WINDOW_MS = 96 * MINUTE_MS
/** Resets kept: the passes of a night with heavy snow. */
const RESETS_KEPT = 5

/** Where the newest reset of depth since pass comes from. */
export type ResetSource = 'start' | PassReport
/** Who says that a plow passed: a person, or a sensor over the carriageway whose surface fell. */
export type PassReport = 'contractor' | 'officer' | 'step-down'

/** A plow pass, and the values as they stood before it. Null: the sensor had not spoken yet. */
export interface Reset {
  readonly atMs: number
  readonly source: PassReport
  readonly depthCm: number | null
  readonly depthSincePassCm: number | null
  readonly newSnowCm: number | null
}

/** From where depth since pass and new snow are counted. */
interface Baseline {
  readonly referenceCm: number | null
  readonly resetAtMs: number | null
  readonly resetSource: ResetSource | null
  readonly fallenAtPassCm: number
}

export interface SnowState {
  /** Time of the first accepted sample; null: none yet. */
  readonly startedAtMs: number | null
  /** Latest accepted samples, ascending, at most three and none older than NOISE_WINDOW_MS. */
  readonly samples: readonly { readonly atMs: number; readonly depthCm: number }[]
  /** Standard deviation of a sample around its neighbours, as learnt so far, cm. */
  readonly sigmaCm: number
  readonly referenceCm: number | null
  readonly resetAtMs: number | null
  readonly resetSource: ResetSource | null
  /** Latest plow passes, ascending, at most RESETS_KEPT. */
  readonly resets: readonly Reset[]
  readonly snowfall: SnowfallState
  /** Sum of all new snow when the last pass was, cm. */
  readonly fallenAtPassCm: number
  readonly marks: readonly HourMark[]
  readonly warmth: WarmthState
  readonly drop: DropState
  /** From when on the samples are of the surface that lies now: the newest step or plow pattern; null: none known. */
  readonly surfaceFromMs: number | null
  /** What counted before the newest confirmed fall, should that turn out to be an error; null: no fall, or a pass since. */
  readonly beforeFall: Baseline | null
  /** Course of the values, ascending; the last is now. */
  readonly history: readonly SampledPoint[]
}

export const EMPTY_SNOW: SnowState = {
  startedAtMs: null,
  samples: [],
  sigmaCm: 0,
  referenceCm: null,
  resetAtMs: null,
  resetSource: null,
  resets: [],
  snowfall: EMPTY_SNOWFALL,
  fallenAtPassCm: 0,
  marks: [],
  warmth: NO_WARMTH,
  drop: NO_DROP,
  surfaceFromMs: null,
  beforeFall: null,
  history: [],
}

/** An accepted depth, and what else is known of it. */
export interface DepthSample {
  readonly atMs: number
  readonly depthCm: number
  /** Null: nobody knows; taken for air in which snow may lie. */
  readonly airTempC?: number | null
  /** Of the measurement, by its echo; null or absent: not known. */
  readonly sigmaCm?: number | null
  /** A confirmed jump to another surface: older samples say nothing of this one. */
  readonly newSurface?: boolean
  /** Known to be no snowfall, such as a berm or a drift that came at once. */
  readonly noSnow?: boolean
}

/** Adds one accepted depth that is later than everything before it. */
export function addDepth(state: SnowState, sample: DepthSample): SnowState {
  const { atMs, depthCm, airTempC = null, newSurface = false, noSnow = false } = sample
  const older = newSurface ? [] : state.samples.filter((it) => atMs - it.atMs <= NOISE_WINDOW_MS)
  const samples = [...older, { atMs, depthCm }].slice(-LEVEL_SAMPLES)
  const levelCm = median(samples.filter((it) => atMs - it.atMs <= LEVEL_WINDOW_MS).map((it) => it.depthCm))
  const sigmaCm = learntScatter(state.sigmaCm, samples)
  const warmth = tookAir(state.warmth, atMs, airTempC)
  const rules = { hysteresisCm: hysteresisCm(sigmaCm), mayBeSnow: !noSnow && mayBeSnow(warmth, atMs) }
  const { state: snowfall, move } = countSnowfall(state.snowfall, atMs, levelCm, rules)
  const drop = tookMove(state.drop, atMs, move, airTempC)
  const started = state.startedAtMs === null ? ({ startedAtMs: atMs } as const) : {}
  const from = state.referenceCm === null ? ({ resetAtMs: atMs, resetSource: 'start' } as const) : {}
  const surfaceFromMs = newSurface ? atMs : state.surfaceFromMs
  const fell = newSurface && levelCm < (state.history.at(-1)?.depthCm ?? levelCm)
  const beforeFall = fell ? baselineOf(state) : state.beforeFall
  const counts = { samples, sigmaCm, snowfall, warmth, drop, surfaceFromMs, beforeFall }
  const moved: SnowState = { ...state, ...started, ...from, ...counts }
  return pointed({ ...moved, referenceCm: Math.min(state.referenceCm ?? levelCm, levelCm) }, levelCm, sample)
}

/** A plow pass: depth since pass and new snow start from zero, whatever the sensor still sees. */
export function addPass(state: SnowState, atMs: number, source: PassReport): SnowState {
  const last = state.history.at(-1)
  const level = last?.depthCm
  const { fallenCm } = state.snowfall
  const resets = [
    ...state.resets,
    resetOf(source === 'step-down' ? highest(state) : state.history.at(-1), atMs, source),
  ]
  const reset: SnowState = {
    ...state,
    resetAtMs: atMs,
    resetSource: source,
    resets: resets.slice(-RESETS_KEPT),
    fallenAtPassCm: fallenCm,
    // A pass that somebody reports is no error of the sensor.
    beforeFall: source === 'step-down' ? state.beforeFall : null,
  }
  if (level === undefined) return reset
  const sampled = { sampleCm: last?.sampleCm ?? level, sampleSigmaCm: last?.sampleSigmaCm ?? null }
  const point = { atMs, depthCm: level, depthSincePassCm: 0, newSnowCm: 0, ...sampled }
  const snowfall = beganAt(state.snowfall, atMs, level)
  return { ...reset, referenceCm: level, snowfall, history: extendHistory(state.history, point) }
}

/** The newest confirmed fall was an error: what counted before it counts again. */
export function undoFall(state: SnowState): SnowState {
  const { beforeFall } = state
  const last = state.history.at(-1)
  if (beforeFall === null || last === undefined) return state
  const referenceCm = Math.min(beforeFall.referenceCm ?? last.depthCm, last.depthCm)
  const resets = state.resets.filter((it) => it.atMs <= (beforeFall.resetAtMs ?? Number.NEGATIVE_INFINITY))
  const undone: SnowState = { ...state, ...beforeFall, referenceCm, resets, beforeFall: null }
  const depthSincePassCm = roundedCm(last.depthCm - referenceCm)
  const point = { ...last, depthSincePassCm, newSnowCm: newSnowCm(undone) }
  return { ...undone, history: [...state.history.slice(0, -1), point] }
}

function baselineOf({ referenceCm, resetAtMs, resetSource, fallenAtPassCm }: SnowState): Baseline {
  return { referenceCm, resetAtMs, resetSource, fallenAtPassCm }
}

/** The surface was taken away, by a plow or by itself: the latest drop is that one. */
export function addTaken(state: SnowState, atMs: number): SnowState {
  const from = highest(state)
  const levelCm = state.history.at(-1)?.depthCm
  if (from === undefined || levelCm === undefined) return state
  const cm = roundedCm(from.depthCm - levelCm)
  const surfaceFromMs = state.samples[0]?.atMs ?? atMs
  return { ...state, surfaceFromMs, drop: tookPass(state.drop, { fromMs: from.atMs, atMs, cm }) }
}

/** New snow since the last pass, cm. */
export function newSnowCm(state: SnowState): number {
  return roundedCm(state.snowfall.fallenCm - state.fallenAtPassCm)
}

/** Snow younger than 72 h under the sensor, cm: what still settles. Never more than the level. */
export function youngLayerCm(state: SnowState, nowMs: number): number {
  const levelCm = state.history.at(-1)?.depthCm ?? 0
  return Math.max(0, Math.min(thicknessCm(youngLayers(state.snowfall.layers, nowMs)), levelCm))
}

function pointed(state: SnowState, levelCm: number, sample: DepthSample): SnowState {
  const { atMs, depthCm: sampleCm, sigmaCm: sampleSigmaCm = null } = sample
  const point = {
    atMs,
    depthCm: levelCm,
    depthSincePassCm: roundedCm(levelCm - (state.referenceCm ?? levelCm)),
    newSnowCm: newSnowCm(state),
    sampleCm,
    sampleSigmaCm,
  }
  const mark = { atMs, depthCm: levelCm, fallenCm: state.snowfall.fallenCm }
  return { ...state, history: extendHistory(state.history, point), marks: addMark(state.marks, mark) }
}

/** The highest point shortly before now and since the last pass: a fall shows in the level only sample by sample. */
function highest(state: SnowState): SnowPoint | undefined {
  const now = state.history.at(-1)
  if (now === undefined) return undefined
  const sinceMs = Math.max(now.atMs - LEVEL_WINDOW_MS, state.resetAtMs ?? now.atMs)
  const recent = state.history.filter((it) => it.atMs >= sinceMs)
  return recent.reduce((high, it) => (it.depthCm >= high.depthCm ? it : high), recent[0] ?? now)
}

function resetOf(before: SnowPoint | undefined, atMs: number, source: PassReport): Reset {
  return {
    atMs,
    source,
    depthCm: before?.depthCm ?? null,
    depthSincePassCm: before?.depthSincePassCm ?? null,
    newSnowCm: before?.newSnowCm ?? null,
  }
}
