import type { Device } from '../domain/device.ts'
import type { TimedReading } from '../domain/reading.ts'
import { MINUTE_MS } from '../domain/time.ts'
import { NO_WITNESS, type Witness } from '../domain/witness.ts'
import { airAt } from '../quality/air.ts'
import { echoSigmaCm } from '../quality/echo.ts'
import { EMPTY_QUALITY, type Judged, judge, type QualityState } from '../quality/judge.ts'
import { addDepth, addPass, addTaken, EMPTY_SNOW, type SnowState, undoFall } from './state.ts'

/** Raise when the meaning of the state changes: stored states of another version are folded anew. */
export const STATE_VERSION = 2

/** Everything known of one sensor, as a pure fold over its readings and its route's passes in time order. */
export interface SensorState {
  readonly quality: QualityState
  readonly snow: SnowState
  readonly lastAccepted: {
    readonly atMs: number
    readonly identity: string
    /** Its time is ours, since the device's could not be believed. */
    readonly clockSuspect: boolean
  } | null
  readonly lastReadingAtMs: number | null
}

export const EMPTY_SENSOR: SensorState = {
  quality: EMPTY_QUALITY,
  snow: EMPTY_SNOW,
  lastAccepted: null,
  lastReadingAtMs: null,
}

/**
 * Takes in one reading that is not earlier than anything before it.
 * @param witness what others know of the weather there.
 */
export function foldReading(
  state: SensorState,
  reading: TimedReading & { readonly identity: string },
  device: Device,
  witness: Witness = NO_WITNESS,
): { state: SensorState; judged: Judged } {
  const { state: quality, judged } = judge(state.quality, reading, device, witness)
  const seen = { ...state, quality, lastReadingAtMs: reading.atMs }
  if (!judged.accepted || judged.depthCm === null) return { state: seen, judged }
  const { airTempC } = airAt(state.quality.airTemp, reading, witness)
  const newSurface = judged.verdict === 'step-down' || judged.verdict === 'step-up'
  const noSnow = judged.verdict === 'step-up' && !isWitnessed(state, reading.atMs, judged.depthCm, witness)
  const sigmaCm = reading.echoQuality === null ? null : echoSigmaCm(reading.echoQuality)
  const sample = { atMs: reading.atMs, depthCm: judged.depthCm, airTempC, sigmaCm, newSurface, noSnow }
  const deeper = addDepth(state.snow, sample)
  const snow = judged.undoesFall ? undoFall(deeper) : taken(deeper, reading.atMs, judged, device)
  return {
    state: {
      ...seen,
      snow,
      lastAccepted: {
        atMs: reading.atMs,
        identity: reading.identity,
        clockSuspect: reading.timeSource === 'receiver-implausible',
      },
    },
    judged,
  }
}

/** One pass shows as a confirmed step and, a few samples later, as a pattern: within this it is told once. */
const SAME_PASS_MS = 60 * MINUTE_MS

/**
 * What a fall that quality control confirmed does. A roadside sensor's own fall may be a slide or a berm that went; only
 * over the carriageway does it mean a plow pass.
 */
function taken(snow: SnowState, atMs: number, judged: Judged, device: Device): SnowState {
  const stepped = judged.verdict === 'step-down'
  if (!stepped && !judged.plowPass) return snow
  const told = snow.resetSource === 'step-down' && atMs - (snow.resetAtMs ?? atMs) < SAME_PASS_MS
  if (told && !stepped) return snow
  const dropped = addTaken(snow, atMs)
  return device.surface === 'carriageway' ? addPass(dropped, atMs, 'step-down') : dropped
}

/**
 * Whether snow explains a confirmed rise: others know of at least half of it. Without them it does not, for the gate
 * lets pass what snow can do; what it had to confirm came faster, as berms, drifts and obstacles do.
 */
function isWitnessed(state: SensorState, atMs: number, depthCm: number, witness: Witness): boolean {
  const levelCm = state.snow.history.at(-1)?.depthCm
  if (state.lastAccepted === null || levelCm === undefined) return false
  const knownCm = witness.snowfallCm(state.lastAccepted.atMs, atMs, atMs)
  return knownCm !== null && knownCm >= (depthCm - levelCm) / 2
}

/** Takes in a reported plow pass of the sensor's route. */
export function foldPass(state: SensorState, atMs: number, source: 'contractor' | 'officer'): SensorState {
  return { ...state, snow: addPass(state.snow, atMs, source) }
}
