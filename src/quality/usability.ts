import { HOUR_MS } from '../domain/time.ts'

/**
 * How much of what a sensor said lately could not be used: readings without an echo (or one from nowhere it could see),
 * and suspects that agree with nothing. A run of suspects that agree with one another is no such thing: something may
 * stand under the beam. The shares fade with a time constant, so that a sensor which now and then hits by chance is
 * still seen to scatter.
 *
 * Two hours of nothing usable are a fault (share 1 − 1/e = 0.63); it ends once the share has halved.
 */
const FADE_MS = 2 * HOUR_MS
const FAULT_SHARE = 0.6
const CLEARED_SHARE = 0.3
/** After a longer silence one reading still counts as one. */
const MAX_STEP_MS = HOUR_MS

export interface Usability {
  readonly atMs: number | null
  /** Share of unusable readings, fading, 0–1. */
  readonly unusable: number
  /** The part of it that had no echo, 0–1. */
  readonly noEcho: number
  readonly fault: 'no-echo' | 'scatter' | null
}

export const EMPTY_USABILITY: Usability = { atMs: null, unusable: 0, noEcho: 0, fault: null }

/** Takes in what became of one reading. Shares are kept to six digits, which is finer than any of it matters. */
export function weighUsability(state: Usability, atMs: number, outcome: 'usable' | 'no-echo' | 'scatter'): Usability {
  const stepMs = Math.min(atMs - (state.atMs ?? atMs), MAX_STEP_MS)
  const weight = 1 - Math.exp(-stepMs / FADE_MS)
  const faded = (share: number, hit: boolean) => Math.round((share + weight * ((hit ? 1 : 0) - share)) * 1e6) / 1e6
  const unusable = faded(state.unusable, outcome !== 'usable')
  const noEcho = faded(state.noEcho, outcome === 'no-echo')
  const stands = unusable > (state.fault === null ? FAULT_SHARE : CLEARED_SHARE)
  return { atMs, unusable, noEcho, fault: stands ? (noEcho * 2 >= unusable ? 'no-echo' : 'scatter') : null }
}
