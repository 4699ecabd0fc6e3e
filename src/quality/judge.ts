import type { TimedReading } from '../domain/reading.ts'
import type { SensorFault, StandingFault } from '../domain/sensor-fault.ts'
import { HOUR_MS } from '../domain/time.ts'
import { NO_WITNESS, type Witness } from '../domain/witness.ts'
import { type AirTemp, airAt } from './air.ts'
import { depthOf, type Site } from './depth.ts'
import { echoFlag, echoSigmaCm } from './echo.ts'
import { carryFaults } from './faults.ts'
import { BAD, GOOD, MISSING, NOT_EVALUATED, type QualityFlag, SUSPECT } from './flags.ts'
import { EMPTY_GATE, type Gated, type GateState, type GateVerdict, gate } from './gate.ts'
import { EMPTY_PLOW_PASS, type PlowPassState, seekPlowPass } from './plow-pass.ts'
import { isInRange } from './range.ts'
import { EMPTY_RISE, type RiseState, seekRise } from './rise.ts'
import { type FlatRun, seekStuck } from './stuck.ts'
import { EMPTY_USABILITY, type Usability, weighUsability } from './usability.ts'
import { EMPTY_ZERO, seekZeroDrift, type ZeroState } from './zero-drift.ts'

export type { Site } from './depth.ts'

/** How far before and after a reading quality control asks what others know of the weather. */
export const WITNESS_BACK_MS = 12 * HOUR_MS
export const WITNESS_AHEAD_MS = 3 * HOUR_MS

/** Everything quality control remembers of one sensor: bounded, and the same after being stored as JSON. */
export interface QualityState {
  readonly gate: GateState
  /** Newest believable air temperature. */
  readonly airTemp: AirTemp | null
  readonly flat: FlatRun | null
  readonly zero: ZeroState
  readonly rise: RiseState
  readonly plow: PlowPassState
  readonly usability: Usability
  /** Gravest first; one of a kind at most. */
  readonly faults: readonly StandingFault[]
}

export const EMPTY_QUALITY: QualityState = {
  gate: EMPTY_GATE,
  airTemp: null,
  flat: null,
  zero: EMPTY_ZERO,
  rise: EMPTY_RISE,
  plow: EMPTY_PLOW_PASS,
  usability: EMPTY_USABILITY,
  faults: [],
}

/** One flag per test, in the order of the store's FLAG_TESTS. */
export interface TestFlags {
  readonly time: QualityFlag
  readonly temperature: QualityFlag
  readonly range: QualityFlag
  readonly echo: QualityFlag
  readonly gate: QualityFlag
  readonly stuck: QualityFlag
  readonly drift: QualityFlag
  readonly neighbour: QualityFlag
}

export interface Judged {
  /** The flags of TestFlags as a list, in its order. */
  readonly flags: readonly QualityFlag[]
  /**
   * Compensated. Never below 0 within the range; as computed where the range refuses it, so that an officer sees by how
   * much. Null when the reading holds no distance or depth that means anything.
   */
  readonly depthCm: number | null
  readonly accepted: boolean
  readonly verdict: GateVerdict | null
  /** With this reading the pattern of a plow pass is complete. */
  readonly plowPass: boolean
  /** With this reading the surface is known to lie where it lay before its last step down, which was an error. */
  readonly undoesFall: boolean
  /** The gravest fault that stands after this reading. */
  readonly fault: SensorFault | null
}

/** Faults of the sensor that stand, gravest first, with their beginnings. */
export function faultsOf(state: QualityState): readonly StandingFault[] {
  return state.faults
}

/**
 * Judges one reading that follows, in time, all that `state` has seen. Deterministic; never throws. A reading that
 * fails range, echo or stuck never reaches the gate. The witness is asked for what it knew at the reading's own time,
 * never at its arrival, so that the order of arrival changes nothing.
 */
export function judge(
  state: QualityState,
  reading: TimedReading,
  site: Site,
  witness: Witness = NO_WITNESS,
): { state: QualityState; judged: Judged } {
  const measured = measure(state, reading, site, witness)
  const followed = measured.refusal === null ? follow(measured, reading, witness) : null
  const next = followed?.state ?? measured.state
  const outcome = measured.refusal === 'unseen' ? 'no-echo' : isScatter(followed) ? 'scatter' : 'usable'
  const usability = weighUsability(state.usability, reading.atMs, outcome)
  const standing = new Set<SensorFault>()
  if (usability.fault !== null) standing.add(usability.fault)
  if (next.flat?.stuck) standing.add('stuck')
  if (next.zero.alarm) standing.add('zero-drift')
  const faults = carryFaults(state.faults, standing, reading.atMs)
  const verdict = followed?.gated.verdict ?? null
  return {
    state: { ...next, usability, faults },
    judged: {
      flags: flagList({ ...measured.flags, ...followed?.flags }),
      depthCm: measured.depthCm,
      accepted: verdict !== null && verdict !== 'suspect',
      verdict,
      plowPass: followed?.plowPass ?? false,
      undoesFall: followed?.gated.undoesFall ?? false,
      fault: faults[0]?.fault ?? null,
    },
  }
}

/** What one reading says by itself, and what it says of the sensor. */
interface Measured {
  readonly state: QualityState
  readonly flags: TestFlags
  /** As in Judged. */
  readonly depthCm: number | null
  readonly airTempC: number | null
  /** unseen: no echo, or none from where a surface can be. stuck: it says nothing of the surface any more. */
  readonly refusal: 'unseen' | 'stuck' | null
}

function measure(before: QualityState, reading: TimedReading, site: Site, witness: Witness): Measured {
  const { atMs } = reading
  const air = airAt(before.airTemp, reading, witness)
  const depth = depthOf(reading, site, air.airTempC)
  const flags: TestFlags = {
    ...NOTHING_EVALUATED,
    time: reading.timeSource === 'receiver-implausible' ? SUSPECT : GOOD,
    temperature: depth.usesTemperature ? air.flag : NOT_EVALUATED,
    echo: reading.distanceMm === null ? NOT_EVALUATED : echoFlag(reading.echoQuality),
  }
  const state = { ...before, airTemp: air.newest }
  const refused = { state, depthCm: null, airTempC: air.airTempC, refusal: 'unseen' } as const
  if (depth.cm === null || flags.echo === MISSING) return { ...refused, flags: { ...flags, range: MISSING } }
  if (!isInRange(depth.cm, site.mountHeightMm === null ? null : site.mountHeightMm / 10))
    return { ...refused, flags: { ...flags, range: BAD }, depthCm: depth.cm }

  const rawMm = reading.distanceMm ?? reading.depthMm ?? 0
  const stuck = seekStuck(before.flat, atMs, rawMm, (fromMs) => snowfallCm(witness, atMs, fromMs))
  const drift = seekZeroDrift(before.zero, { atMs, depthCm: depth.cm, airTempC: air.airTempC }, site.mountHeightMm)
  return {
    state: { ...state, flat: stuck.run, zero: drift.state },
    flags: { ...flags, range: GOOD, stuck: stuck.flag, drift: drift.flag },
    depthCm: Math.max(depth.cm, 0),
    airTempC: air.airTempC,
    refusal: stuck.run.stuck ? 'stuck' : null,
  }
}

interface Followed {
  readonly state: QualityState
  readonly flags: Pick<TestFlags, 'gate' | 'neighbour'>
  readonly gated: Gated
  readonly plowPass: boolean
}

/** The course of the surface: gate, quick rises, plow passes. */
function follow({ state, depthCm, airTempC }: Measured, reading: TimedReading, witness: Witness): Followed {
  const { atMs } = reading
  const sample = { atMs, depthCm: depthCm ?? 0 }
  const snowfallSinceCm = (fromMs: number) => snowfallCm(witness, atMs, fromMs)
  const conditions = { airTempC, sigmaCm: echoSigmaCm(reading.echoQuality), snowfallSinceCm }
  const gated = gate(state.gate, sample, conditions)
  if (gated.verdict === 'suspect') {
    const flags = { gate: SUSPECT, neighbour: NOT_EVALUATED } as const
    return { state: { ...state, gate: gated.state }, flags, gated, plowPass: false }
  }
  const rise = seekRise(state.rise, sample, gated.verdict === 'step-up', (fromMs, toMs) =>
    snowfallCm(witness, atMs, fromMs, toMs),
  )
  const { state: plow, plowPass } = seekPlowPass(state.plow, gated.believed, airTempC)
  return {
    state: { ...state, gate: gated.state, rise: rise.state, plow },
    flags: { gate: gated.verdict === 'first' ? NOT_EVALUATED : GOOD, neighbour: rise.flag },
    gated,
    plowPass,
  }
}

/** Snow as others knew of it at `atMs`, no further back than is asked for. */
function snowfallCm(witness: Witness, atMs: number, fromMs: number, toMs = atMs): number | null {
  return witness.snowfallCm(Math.max(fromMs, atMs - WITNESS_BACK_MS), toMs, atMs)
}

/** A suspect that agrees with none before it. */
function isScatter(followed: Followed | null): boolean {
  return followed?.gated.verdict === 'suspect' && followed.state.gate.suspects.length === 1
}

const NOTHING_EVALUATED: TestFlags = {
  time: NOT_EVALUATED,
  temperature: NOT_EVALUATED,
  range: NOT_EVALUATED,
  echo: NOT_EVALUATED,
  gate: NOT_EVALUATED,
  stuck: NOT_EVALUATED,
  drift: NOT_EVALUATED,
  neighbour: NOT_EVALUATED,
}

function flagList(it: TestFlags): readonly QualityFlag[] {
  return [it.time, it.temperature, it.range, it.echo, it.gate, it.stuck, it.drift, it.neighbour]
}
