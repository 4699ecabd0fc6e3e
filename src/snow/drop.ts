import { HOUR_MS, MINUTE_MS } from '../domain/time.ts'
import { MIN_HYSTERESIS_CM } from './noise.ts'
import type { SnowMove } from './snowfall.ts'
import { roundedCm } from './units.ts'

/** Why the surface fell: it was taken away, it melted, or it settled (wind erosion in frost looks the same). */
export const DROP_CAUSES = ['melt', 'plow-or-slide', 'settling'] as const
export type DropCause = (typeof DROP_CAUSES)[number]

/** A fall of the surface by at least the hysteresis. */
export interface Drop {
  readonly fromMs: number
  /** Its lowest point so far. */
  readonly atMs: number
  readonly cm: number
  readonly cause: DropCause
}

export interface DropState {
  /** The slow fall under way: how deep, and how much of it settling and melting can explain. */
  readonly slow: {
    readonly fromMs: number
    readonly cm: number
    readonly settledCm: number
    readonly meltCm: number
  } | null
  readonly last: Drop | null
}

export const NO_DROP: DropState = { slow: null, last: null }

/** Fastest melt believed, cm of depth per hour and °C above zero: the bound of the quality gate. */
const MELT_CM_PER_H_PER_C = 0.7
/** What no weather takes between two samples beyond settling and melt, cm: quality control's least plow pass. */
const SUDDEN_CM = 3.6
/** A fall this soon after a plow pass, and not explained by weather, is the rest of it: the level lags by a median. */
const SAME_PASS_MS = 60 * MINUTE_MS

/** Takes in a move of the level. Snow ends a slow fall. */
export function tookMove(state: DropState, atMs: number, move: SnowMove, airTempC: number | null): DropState {
  if (move.kind === 'none') return state
  if (move.kind === 'snowed') return state.slow === null ? state : { ...state, slow: null }
  const meltCm = MELT_CM_PER_H_PER_C * Math.max(airTempC ?? 0, 0) * (move.elapsedMs / HOUR_MS)
  const unexplainedCm = move.cm - move.settledCm - meltCm
  const { last } = state
  const restOfPass = last?.cause === 'plow-or-slide' && atMs - last.atMs <= SAME_PASS_MS
  if (last !== null && restOfPass && unexplainedCm > 0)
    return { slow: null, last: { ...last, atMs, cm: roundedCm(last.cm + move.cm) } }
  const fromMs = atMs - move.elapsedMs
  if (unexplainedCm >= SUDDEN_CM) return { slow: null, last: { fromMs, atMs, cm: move.cm, cause: 'plow-or-slide' } }
  const before = state.slow ?? { fromMs, cm: 0, settledCm: 0, meltCm: 0 }
  const slow = {
    fromMs: before.fromMs,
    cm: roundedCm(before.cm + move.cm),
    settledCm: roundedCm(before.settledCm + move.settledCm),
    meltCm: roundedCm(before.meltCm + meltCm),
  }
  return { slow, last: slow.cm >= MIN_HYSTERESIS_CM ? slowDrop(slow, atMs) : last }
}

/** Quality control has found that the surface was taken away: whatever the moves said, that is the drop. */
export function tookPass(state: DropState, drop: Omit<Drop, 'cause'>): DropState {
  return drop.cm <= 0 ? state : { slow: null, last: { ...drop, cause: 'plow-or-slide' } }
}

/** In frost nothing melts; else what settling explains at least half of is settling. */
function slowDrop(slow: NonNullable<DropState['slow']>, atMs: number): Drop {
  const melts = slow.meltCm > 0 && slow.settledCm < slow.cm / 2
  return { fromMs: slow.fromMs, atMs, cm: slow.cm, cause: melts ? 'melt' : 'settling' }
}
