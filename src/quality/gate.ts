import { median } from 'simple-statistics'
import { HOUR_MS, MINUTE_MS } from '../domain/time.ts'
import { agreeing, confirmedStep, isBackAt } from './confirm.ts'

/**
 * The gate: can the snow surface have moved from where it was to where this sample puts it? It may rise as fast as
 * snow falls and sink as fast as snow settles and melts; what lies outside is suspect. Suspects that agree with one
 * another for long enough are believed: they become a step (confirm.ts).
 *
 * Constants: measured on seven recorded winters; units in the names.
 */
/** Scatter of accepted samples; the echo may say that it is more. */
const SIGMA_CM = 1
const SIGMAS = 3
/** The fastest snowfall of one hour, and of the hours after it. */
const MAX_RISE_CM_PER_H = 15
const LASTING_RISE_CM_PER_H = 8
/** Air in which any snowfall lies, in which next to none does (rain/snow by Jennings 2018: 50 % at 2 °C, 1 % at 6 °C
 * of average humidity), and the share of the rise still granted there: grass, and thermometers that read too high. */
const ALL_SNOW_C = 2
const NO_SNOW_C = 6
const WARM_SHARE = 0.35
const SETTLING_CM_PER_H = 2
const MELT_CM_PER_H_PER_C = 0.35
const MAX_GAP_H = 6
const REFERENCE_SAMPLES = 5
const REFERENCE_WINDOW_MS = 96 * MINUTE_MS
/** While samples are refused the surface is taken to move this much slower: scatter is no licence to jump. */
const SCATTER_PACE = 0.2
/** So soon a refused sample that stands alone holds nothing back: in this time snow rises less than the smallest step
 * that is held. */
const GRACE_MS = 30 * MINUTE_MS
/** As long as a large rise is held back. */
const FALL_REMEMBERED_MS = 6 * HOUR_MS
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
  /** First sample since the last accepted one that was not; null when all is well. */
  readonly suspectSinceMs: number | null
  /** From which suspect on each could have come from the one before it; null when all is well. */
  readonly chainFrom: DepthAt | null
  /** Level before the step down of the last hours, which may turn out to have been none; null: there was none. */
  readonly fellFrom: DepthAt | null
}

const ALL_WELL = { suspects: [], suspectSinceMs: null, chainFrom: null } as const

export const EMPTY_GATE: GateState = { accepted: [], ...ALL_WELL, fellFrom: null }

export type GateVerdict = 'first' | 'pass' | 'suspect' | 'step-down' | 'step-up'

/** What the gate must know beside the depth. */
export interface Conditions {
  /** For the melt bound; null counts as freezing. */
  readonly airTempC: number | null
  /** Standard deviation of the measurement, cm. */
  readonly sigmaCm: number
  /** Snow fallen since a moment as others know, cm; null: nobody says. */
  snowfallSinceCm(fromMs: number): number | null
}

export interface Gated {
  readonly state: GateState
  readonly verdict: GateVerdict
  /** A step up to where the surface was before its last step down: that one was an error. */
  readonly undoesFall: boolean
  /** What became believable with this sample, ascending: itself, and the suspects it confirmed. */
  readonly believed: readonly DepthAt[]
}

/** Judges one sample that follows all before it. Pure. */
export function gate(state: GateState, sample: DepthAt, conditions: Conditions): Gated {
  const last = state.accepted.at(-1)
  if (last === undefined)
    return { state: accept(state, sample), verdict: 'first', undoesFall: false, believed: [sample] }
  const recent = state.accepted.filter((it) => sample.atMs - it.atMs <= REFERENCE_WINDOW_MS)
  const referenceCm = recent.length === 0 ? last.depthCm : median(recent.map((it) => it.depthCm))
  const run = agreeing(state.suspects, sample)
  const chainFrom = chainOf(state, run, sample, conditions)
  const timeMs = timeToMove(state, last.atMs, sample.atMs, { agrees: run.length > 0, chainFrom })
  if (isPossible(sample.depthCm, [referenceCm, last.depthCm], timeMs, conditions))
    return { state: accept(state, sample), verdict: 'pass', undoesFall: false, believed: [sample] }

  const suspects = [...run, sample]
  const from = chainFrom ?? sample
  const before = {
    referenceCm,
    firstRiseCm: from.depthCm - Math.max(referenceCm, last.depthCm),
    possibleRiseCm: riseCm(from.atMs - last.atMs, conditions.airTempC),
    scattered: state.suspectSinceMs !== null && state.suspectSinceMs < (suspects[0] ?? sample).atMs,
    fellFrom: recentFall(state, sample),
  }
  const verdict = confirmedStep(suspects, before, () => conditions.snowfallSinceCm(last.atMs))
  if (verdict !== undefined) {
    const newFall = { ...last, depthCm: Math.max(referenceCm, last.depthCm) }
    const fell = verdict === 'step-down' ? (before.fellFrom ?? newFall) : null
    const undoesFall = verdict === 'step-up' && isBackAt(sample, before.fellFrom)
    return { state: { accepted: [sample], ...ALL_WELL, fellFrom: fell }, verdict, undoesFall, believed: suspects }
  }
  return { state: suspect(state, suspects, from), verdict: 'suspect', undoesFall: false, believed: [] }
}

/**
 * How long the surface is taken to have moved between the last accepted sample and this one, ms. While suspects follow
 * from one another it stays what it was at the first, or an obstacle would let itself in by waiting. Amid scatter time
 * counts little: what only the waiting makes possible must be borne out by the suspect before it.
 */
function timeToMove(
  { suspectSinceMs }: GateState,
  lastMs: number,
  atMs: number,
  { agrees, chainFrom }: { readonly agrees: boolean; readonly chainFrom: DepthAt | null },
): number {
  const graceMs = agrees ? 0 : Math.min(atMs - lastMs, GRACE_MS)
  if (chainFrom !== null) return Math.max(chainFrom.atMs - lastMs, graceMs)
  const firmMs = Math.min(atMs, suspectSinceMs ?? atMs) - lastMs
  return Math.max(firmMs + SCATTER_PACE * (atMs - lastMs - firmMs), graceMs)
}

/** From which suspect on they follow from one another up to this sample; null when it does not follow from the last. */
function chainOf(state: GateState, run: readonly DepthAt[], sample: DepthAt, conditions: Conditions): DepthAt | null {
  const previous = state.suspects.at(-1)
  if (previous === undefined) return null
  const follows = isPossible(sample.depthCm, [previous.depthCm], sample.atMs - previous.atMs, conditions)
  return follows || run.length > 0 ? (state.chainFrom ?? previous) : null
}

/** Whether the surface can have come to `depthCm` within `gapMs`. @param fromCm where it was, by one account or more. */
function isPossible(depthCm: number, fromCm: readonly number[], gapMs: number, conditions: Conditions): boolean {
  const noiseCm = SIGMAS * Math.max(SIGMA_CM, conditions.sigmaCm)
  const highCm = Math.max(...fromCm) + noiseCm + riseCm(gapMs, conditions.airTempC)
  return depthCm <= highCm && depthCm >= Math.min(...fromCm) - noiseCm - sinkCm(gapMs, conditions.airTempC)
}

/** The most that snow can add in a time, cm. */
function riseCm(gapMs: number, airTempC: number | null): number {
  const gapH = Math.min(gapMs / HOUR_MS, MAX_GAP_H)
  const fallenCm = MAX_RISE_CM_PER_H * Math.min(gapH, 1) + LASTING_RISE_CM_PER_H * Math.max(gapH - 1, 0)
  return fallenCm * snowShare(Math.max(airTempC ?? 0, 0))
}

/** The most that settling and melt can take in a time, cm. */
function sinkCm(gapMs: number, airTempC: number | null): number {
  const gapH = Math.min(gapMs / HOUR_MS, MAX_GAP_H)
  return (SETTLING_CM_PER_H + MELT_CM_PER_H_PER_C * Math.max(airTempC ?? 0, 0)) * gapH
}

/** How much of the fastest snowfall can lie in such air: all up to 2 °C, next to none from 6 °C. */
function snowShare(airTempC: number): number {
  const warmth = (airTempC - ALL_SNOW_C) / (NO_SNOW_C - ALL_SNOW_C)
  return 1 - (1 - WARM_SHARE) * Math.min(Math.max(warmth, 0), 1)
}

function accept(state: GateState, sample: DepthAt): GateState {
  const accepted = [...state.accepted, sample].slice(-REFERENCE_SAMPLES)
  return { accepted, ...ALL_WELL, fellFrom: recentFall(state, sample) }
}

function recentFall({ fellFrom }: GateState, { atMs }: DepthAt): DepthAt | null {
  return fellFrom !== null && atMs - fellFrom.atMs <= FALL_REMEMBERED_MS ? fellFrom : null
}

function suspect(state: GateState, suspects: readonly DepthAt[], chainFrom: DepthAt): GateState {
  const [first] = suspects
  const kept =
    first !== undefined && suspects.length > SUSPECTS_KEPT ? [first, ...suspects.slice(-SUSPECTS_KEPT + 1)] : suspects
  return { ...state, suspects: kept, suspectSinceMs: state.suspectSinceMs ?? chainFrom.atMs, chainFrom }
}
