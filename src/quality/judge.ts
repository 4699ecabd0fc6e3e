import type { TimedReading } from '../domain/reading.ts'
import { NO_WITNESS, type Witness } from '../domain/witness.ts'
import { compensateDistance, isPlausibleAirTemp, TEMPERATURE_MAX_AGE_MS } from './compensation.ts'
import { echoFlag } from './echo.ts'
import { BAD, GOOD, MISSING, NOT_EVALUATED, type QualityFlag, SUSPECT } from './flags.ts'
import { EMPTY_GATE, type GateState, type GateVerdict, gate } from './gate.ts'
import { isInRange } from './range.ts'

/** What quality control must know of a sensor's site. */
export interface Site {
  readonly mountHeightMm: number | null
  readonly temperatureCompensated: boolean
}

export interface QualityState {
  readonly gate: GateState
  /** Newest believable air temperature. */
  readonly airTemp: { readonly atMs: number; readonly airTempC: number } | null
}

export const EMPTY_QUALITY: QualityState = { gate: EMPTY_GATE, airTemp: null }

/** One flag per test, in the order of the store's FLAG_TESTS: time, temperature, range, echo, gate. */
export interface Judged {
  readonly flags: readonly [QualityFlag, QualityFlag, QualityFlag, QualityFlag, QualityFlag]
  /**
   * Compensated. Never below 0 within the range; as computed where the range refuses it, so that an officer sees by how
   * much. Null when the reading holds no distance or depth that means anything.
   */
  readonly depthCm: number | null
  readonly accepted: boolean
  readonly verdict: GateVerdict | null
}

/**
 * Judges one reading that follows, in time, all that `state` has seen. Deterministic; never throws. Order of tests:
 * time, temperature, range, echo, gate; a reading that fails range or echo never reaches the gate.
 */
export function judge(
  state: QualityState,
  reading: TimedReading,
  site: Site,
  _witness: Witness = NO_WITNESS,
): { state: QualityState; judged: Judged } {
  const timeFlag: QualityFlag = reading.timeSource === 'receiver-implausible' ? SUSPECT : GOOD
  const air = airTempFor(state, reading)
  const depth = depthOf(reading, site, air.airTempC)
  const nextState = { ...state, airTemp: air.newest }
  const temperatureFlag = depth.usesTemperature ? air.flag : NOT_EVALUATED
  const echo = reading.distanceMm === null ? NOT_EVALUATED : echoFlag(reading.echoQuality)
  const fail = (rangeFlag: QualityFlag): { state: QualityState; judged: Judged } => ({
    state: nextState,
    judged: {
      flags: [timeFlag, temperatureFlag, rangeFlag, echo, NOT_EVALUATED],
      depthCm: rangeFlag === MISSING ? null : depth.cm,
      accepted: false,
      verdict: null,
    },
  })
  if (depth.cm === null || echo === MISSING) return fail(MISSING)
  if (!isInRange(depth.cm, site.mountHeightMm === null ? null : site.mountHeightMm / 10)) return fail(BAD)

  const depthCm = Math.max(depth.cm, 0)
  const gated = gate(state.gate, { atMs: reading.atMs, depthCm }, air.airTempC)
  const accepted = gated.verdict !== 'suspect'
  const gateFlag: QualityFlag = gated.verdict === 'first' ? NOT_EVALUATED : accepted ? GOOD : SUSPECT
  return {
    state: { ...nextState, gate: gated.state },
    judged: { flags: [timeFlag, temperatureFlag, GOOD, echo, gateFlag], depthCm, accepted, verdict: gated.verdict },
  }
}

interface AirTemp {
  readonly airTempC: number | null
  readonly flag: QualityFlag
  readonly newest: QualityState['airTemp']
}

/** The reading's own temperature, else the newest one of the last two hours (suspect), else none (missing). */
function airTempFor(state: QualityState, reading: TimedReading): AirTemp {
  const own = reading.airTempC
  if (own !== null && isPlausibleAirTemp(own)) {
    return { airTempC: own, flag: GOOD, newest: { atMs: reading.atMs, airTempC: own } }
  }
  const known = state.airTemp
  if (known !== null && reading.atMs - known.atMs <= TEMPERATURE_MAX_AGE_MS) {
    return { airTempC: known.airTempC, flag: SUSPECT, newest: known }
  }
  return { airTempC: null, flag: MISSING, newest: known }
}

/** Without any temperature the distance stands as the sensor computed it, for air of 0 °C. */
function depthOf(
  reading: TimedReading,
  site: Site,
  airTempC: number | null,
): { cm: number | null; usesTemperature: boolean } {
  if (reading.distanceMm !== null && site.mountHeightMm !== null) {
    if (reading.distanceMm <= 0) return { cm: null, usesTemperature: false }
    const compensate = !site.temperatureCompensated
    const distanceMm =
      compensate && airTempC !== null ? compensateDistance(reading.distanceMm, airTempC) : reading.distanceMm
    return { cm: (site.mountHeightMm - distanceMm) / 10, usesTemperature: compensate }
  }
  return { cm: reading.depthMm === null ? null : reading.depthMm / 10, usesTemperature: false }
}
