import { median } from 'simple-statistics'
import { HOUR_MS, MINUTE_MS } from '../domain/time.ts'

/**
 * The gate: can the snow surface have moved from where it was to where this sample puts it? It may rise as fast as
 * snow falls and sink as fast as snow settles and melts; what lies outside is suspect. Suspects that agree with one
 * another for long enough are believed (a plow pass, a drift): they become a step. A large rise is believed only after
 * hours, since a vehicle or a berm under the beam looks the same.
 *
 * Constants: measured on seven recorded winters; units in the names.
 */
const SIGMA_CM = 1
const MAX_RISE_CM_PER_H = 15
const SETTLING_CM_PER_H = 2
const MELT_CM_PER_H_PER_C = 0.7
const MAX_GAP_H = 6
const REFERENCE_SAMPLES = 5
const REFERENCE_WINDOW_MS = 96 * MINUTE_MS
const AGREE_CM = 3
const CONFIRM_SAMPLES = 3
const CONFIRM_MS = 15 * MINUTE_MS
/** Two samples suffice where they are an hour apart. */
const CONFIRM_SPARSE_MS = 60 * MINUTE_MS
const LARGE_RISE_CM = 12
const LARGE_RISE_HOLD_MS = 6 * HOUR_MS
/** A suspect run keeps its first sample and this many of its latest. */
const SUSPECTS_KEPT = 12

export interface DepthAt {
  readonly atMs: number
  readonly depthCm: number
}

export interface GateState {
  /** Latest accepted samples, ascending; at most REFERENCE_SAMPLES. */
  readonly accepted: readonly DepthAt[]
  /** Unconfirmed samples that agree with one another, ascending; empty when all is well. */
  readonly suspects: readonly DepthAt[]
}

export const EMPTY_GATE: GateState = { accepted: [], suspects: [] }

export type GateVerdict = 'first' | 'pass' | 'suspect' | 'step-down' | 'step-up'

/**
 * Judges one sample that follows all before it. Pure.
 * @param airTempC for the melt bound; null counts as freezing.
 */
export function gate(
  state: GateState,
  sample: DepthAt,
  airTempC: number | null,
): { state: GateState; verdict: GateVerdict } {
  const last = state.accepted.at(-1)
  if (last === undefined) return { state: accept(state, sample), verdict: 'first' }
  const recent = state.accepted.filter((it) => sample.atMs - it.atMs <= REFERENCE_WINDOW_MS)
  const referenceCm = recent.length === 0 ? last.depthCm : median(recent.map((it) => it.depthCm))
  const run = agreeing(state.suspects, sample)
  // While suspects agree the gap stays what it was at the first, or an obstacle would let itself in by waiting.
  const gapH = Math.min(((run[0] ?? sample).atMs - last.atMs) / HOUR_MS, MAX_GAP_H)
  const highCm = Math.max(referenceCm, last.depthCm) + 3 * SIGMA_CM + MAX_RISE_CM_PER_H * gapH
  const sinkCmPerH = SETTLING_CM_PER_H + MELT_CM_PER_H_PER_C * Math.max(airTempC ?? 0, 0)
  const lowCm = Math.min(referenceCm, last.depthCm) - 3 * SIGMA_CM - sinkCmPerH * gapH
  if (sample.depthCm >= lowCm && sample.depthCm <= highCm) return { state: accept(state, sample), verdict: 'pass' }

  const suspects = [...run, sample]
  const verdict = confirmed(suspects, referenceCm)
  if (verdict === undefined) {
    const first = suspects[0] ?? sample
    const kept = suspects.length > SUSPECTS_KEPT ? [first, ...suspects.slice(-SUSPECTS_KEPT + 1)] : suspects
    return { state: { ...state, suspects: kept }, verdict: 'suspect' }
  }
  return { state: { accepted: [sample], suspects: [] }, verdict }
}

function accept(state: GateState, sample: DepthAt): GateState {
  return { accepted: [...state.accepted, sample].slice(-REFERENCE_SAMPLES), suspects: [] }
}

function agreeing(suspects: readonly DepthAt[], sample: DepthAt): readonly DepthAt[] {
  if (suspects.length === 0) return suspects
  const middleCm = median(suspects.map((it) => it.depthCm))
  return Math.abs(sample.depthCm - middleCm) <= AGREE_CM ? suspects : []
}

function confirmed(suspects: readonly DepthAt[], referenceCm: number): 'step-down' | 'step-up' | undefined {
  const first = suspects[0]
  const latest = suspects.at(-1)
  if (first === undefined || latest === undefined) return undefined
  const spanMs = latest.atMs - first.atMs
  const enough =
    (suspects.length >= CONFIRM_SAMPLES && spanMs >= CONFIRM_MS) ||
    (suspects.length >= 2 && spanMs >= CONFIRM_SPARSE_MS)
  if (!enough) return undefined
  const stepCm = median(suspects.map((it) => it.depthCm)) - referenceCm
  if (stepCm < 0) return 'step-down'
  return stepCm <= LARGE_RISE_CM || spanMs >= LARGE_RISE_HOLD_MS ? 'step-up' : undefined
}
