import { HOUR_MS } from '../domain/time.ts'
import { type Layer, settled, settlingCm, snowedOn, takenOff, youngLayers } from './layers.ts'
import { roundedCm } from './units.ts'

/**
 * New snow from the course of the level. The level must turn by the hysteresis before a rise counts, so that noise is
 * not summed into snowfall; while it goes on rising, what the young layers settled meanwhile is added, for the snow that
 * made up for it fell too. A fall is first explained by settling, the rest goes off the top layer.
 *
 * The sum of the layers follows the level: what is counted on top and what is taken away are the level's own moves.
 */
export interface SnowfallState {
  /** Null: no level yet. */
  readonly turn: Turn | null
  readonly layers: readonly Layer[]
  /** All new snow since the record began, cm. */
  readonly fallenCm: number
}

export interface Turn {
  /** The level last went up, and every further high counts; else it must first rise by the hysteresis. */
  readonly rising: boolean
  /** Highest level of this rise, or lowest of this fall, cm. */
  readonly cm: number
  /** When the level was last there. */
  readonly atMs: number
}

export const EMPTY_SNOWFALL: SnowfallState = { turn: null, layers: [], fallenCm: 0 }

/** Highs further apart than this are two snowfalls: in between the depth did not rise, and settling is not added. */
const ONE_RISE_MS = 3 * HOUR_MS

/** What a step of the level meant. */
export type SnowMove =
  | { readonly kind: 'none' }
  | { readonly kind: 'snowed'; readonly cm: number }
  /** `settledCm`: what the law of settling lets the layers sink by in `elapsedMs`, though not more than `cm`. */
  | { readonly kind: 'fell'; readonly cm: number; readonly settledCm: number; readonly elapsedMs: number }

const NO_MOVE: SnowMove = { kind: 'none' }

/** How a rise is to be understood. */
export interface RiseRules {
  /** How far the level must turn before it counts, cm. */
  readonly hysteresisCm: number
  /** False: a rise is something else, and the counting begins anew from it. */
  readonly mayBeSnow: boolean
}

/** Takes in the next level. */
export function countSnowfall(
  state: SnowfallState,
  atMs: number,
  levelCm: number,
  { hysteresisCm, mayBeSnow }: RiseRules,
): { state: SnowfallState; move: SnowMove } {
  const { turn } = state
  if (turn === null) return { state: beganAt(state, atMs, levelCm), move: NO_MOVE }
  const riseCm = roundedCm(levelCm - turn.cm)
  if (riseCm === 0) return { state: { ...state, turn: { ...turn, atMs } }, move: NO_MOVE }
  if (riseCm > 0 && !mayBeSnow) return { state: beganAt(state, atMs, levelCm), move: NO_MOVE }
  if (riseCm >= (turn.rising ? 0 : hysteresisCm)) return snowed(state, turn, atMs, levelCm)
  if (riseCm <= (turn.rising ? -hysteresisCm : 0)) return fell(state, turn, atMs, levelCm)
  return { state, move: NO_MOVE }
}

/** Counting begins anew from this level; the layers lie where they lay. */
export function beganAt(state: SnowfallState, atMs: number, levelCm: number): SnowfallState {
  return { ...state, turn: { rising: false, cm: levelCm, atMs } }
}

function snowed(state: SnowfallState, turn: Turn, atMs: number, levelCm: number) {
  const young = youngLayers(state.layers, atMs)
  const elapsedMs = atMs - turn.atMs
  const sankCm = elapsedMs <= ONE_RISE_MS ? settlingCm(young, elapsedMs) : 0
  const cm = roundedCm(levelCm - turn.cm + sankCm)
  const next: SnowfallState = {
    turn: { rising: true, cm: levelCm, atMs },
    layers: snowedOn(settled(young, sankCm), atMs, cm),
    fallenCm: roundedCm(state.fallenCm + cm),
  }
  return { state: next, move: { kind: 'snowed', cm } as const }
}

function fell(state: SnowfallState, turn: Turn, atMs: number, levelCm: number) {
  const young = youngLayers(state.layers, atMs)
  const elapsedMs = atMs - turn.atMs
  const cm = roundedCm(turn.cm - levelCm)
  const settledCm = roundedCm(Math.min(cm, settlingCm(young, elapsedMs)))
  const next: SnowfallState = {
    turn: { rising: false, cm: levelCm, atMs },
    layers: takenOff(settled(young, settledCm), roundedCm(cm - settledCm)),
    fallenCm: state.fallenCm,
  }
  return { state: next, move: { kind: 'fell', cm, settledCm, elapsedMs } as const }
}
