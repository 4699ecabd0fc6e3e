import { median } from 'simple-statistics'
import { DAY_MS, HOUR_MS } from '../domain/time.ts'
import { GOOD, NOT_EVALUATED, type QualityFlag, SUSPECT } from './flags.ts'

/**
 * The zero: in warm weather the ground is bare, so what the sensor reads then is its zero. A post that leans, a footing
 * that sinks, grass under the beam: an alarm for a person, never a silent change of the mounting height.
 *
 * Constants: algorithms of the prototype, measured on seven recorded winters. `MELTING_CM`: at 7 °C snow loses 0.18 mm
 * of water per °C and hour, 30 mm a day, at least 6 cm of the densest old snow: what stands still is no snow.
 */
const WARM_C = 7
const WARM_MS = DAY_MS
const WINDOW_MS = 7 * DAY_MS
const PART_MS = 6 * HOUR_MS
const ALARM_CM = 3
const MELTING_CM = 3
/** Parts of the window that must hold a value: two days in seven. */
const MIN_PARTS = 8
/** A thermometer silent for longer might have missed a frost. */
const MAX_SILENCE_MS = 3 * HOUR_MS

export interface ZeroState {
  /** Since when every temperature was above WARM_C; null while the newest is not. */
  readonly warmSinceMs: number | null
  readonly warmAtMs: number | null
  /** First depth of each hour of the part under way, cm, as measured (below 0 too); at most six. */
  readonly hours: readonly { readonly atMs: number; readonly cm: number }[]
  /** Medians of finished parts of the last seven days, ascending; at most 28. */
  readonly parts: readonly { readonly atMs: number; readonly cm: number }[]
  /** Mounting height under which all this was measured, mm: under another one it says nothing. */
  readonly mountHeightMm: number | null
  /** As last evaluated: it stands through the winter, until bare ground reads 0 again or the sensor is mounted anew. */
  readonly alarm: boolean
}

export const EMPTY_ZERO: ZeroState = {
  warmSinceMs: null,
  warmAtMs: null,
  hours: [],
  parts: [],
  mountHeightMm: null,
  alarm: false,
}

/**
 * Takes in one depth.
 * @param sample depth compensated but not clamped to 0; temperature null: unknown.
 * @param mountHeightMm under which it was measured; null: the device measures depth itself.
 */
export function seekZeroDrift(
  before: ZeroState,
  sample: { readonly atMs: number; readonly depthCm: number; readonly airTempC: number | null },
  mountHeightMm: number | null,
): { readonly state: ZeroState; readonly flag: QualityFlag } {
  const { atMs, depthCm, airTempC } = sample
  const same = before.mountHeightMm === mountHeightMm
  const state = measure(warmth(same ? before : { ...EMPTY_ZERO, mountHeightMm }, atMs, airTempC), atMs, depthCm)
  const zeroCm = bareGroundCm(state, atMs)
  if (zeroCm === null) return { state, flag: NOT_EVALUATED }
  const alarm = Math.abs(zeroCm) > ALARM_CM
  return { state: alarm === state.alarm ? state : { ...state, alarm }, flag: alarm ? SUSPECT : GOOD }
}

/** What the sensor reads over bare ground, cm; null while nothing shows that the ground is bare. */
function bareGroundCm(state: ZeroState, atMs: number): number | null {
  if (state.warmSinceMs === null || atMs - state.warmSinceMs < WARM_MS) return null
  const week = state.parts.filter((it) => atMs - it.atMs <= WINDOW_MS).map((it) => it.cm)
  const day = state.parts.filter((it) => atMs - it.atMs <= DAY_MS + PART_MS).map((it) => it.cm)
  if (week.length < MIN_PARTS || day.length < 2 || Math.max(...day) - Math.min(...day) > MELTING_CM) return null
  return median(week)
}

function warmth(state: ZeroState, atMs: number, airTempC: number | null): ZeroState {
  const silent = state.warmAtMs !== null && atMs - state.warmAtMs > MAX_SILENCE_MS
  if (airTempC === null) return silent ? { ...state, warmSinceMs: null, warmAtMs: null } : state
  if (airTempC <= WARM_C) return state.warmSinceMs === null ? state : { ...state, warmSinceMs: null, warmAtMs: null }
  return { ...state, warmSinceMs: silent ? atMs : (state.warmSinceMs ?? atMs), warmAtMs: atMs }
}

function measure(state: ZeroState, atMs: number, depthCm: number): ZeroState {
  const newest = state.hours.at(-1)
  const one = { atMs, cm: Math.round(depthCm * 10) / 10 }
  if (newest !== undefined && Math.floor(newest.atMs / HOUR_MS) === Math.floor(atMs / HOUR_MS)) return state
  if (newest === undefined || Math.floor(newest.atMs / PART_MS) === Math.floor(atMs / PART_MS))
    return { ...state, hours: [...state.hours, one] }
  const finished = { atMs: newest.atMs, cm: median(state.hours.map((it) => it.cm)) }
  const parts = [...state.parts, finished].filter((it) => atMs - it.atMs <= WINDOW_MS)
  return { ...state, hours: [one], parts }
}
