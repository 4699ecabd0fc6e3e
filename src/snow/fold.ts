import type { Device } from '../domain/device.ts'
import type { TimedReading } from '../domain/reading.ts'
import { NO_WITNESS, type Witness } from '../domain/witness.ts'
import { EMPTY_QUALITY, type Judged, judge, type QualityState } from '../quality/judge.ts'
import { addDepth, addPass, EMPTY_SNOW, forgetSamples, type SnowState } from './state.ts'

/** Raise when the meaning of the state changes: stored states of another version are folded anew. */
export const STATE_VERSION = 1

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
  const stepped = judged.verdict === 'step-down' || judged.verdict === 'step-up'
  let snow = addDepth(stepped ? forgetSamples(state.snow) : state.snow, reading.atMs, judged.depthCm)
  // A roadside sensor's own step may be a slide or a berm; only over the carriageway does it mean a plow pass.
  if (judged.verdict === 'step-down' && device.surface === 'carriageway')
    snow = addPass(snow, reading.atMs, 'step-down')
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

/** Takes in a reported plow pass of the sensor's route. */
export function foldPass(state: SensorState, atMs: number, source: 'contractor' | 'officer'): SensorState {
  return { ...state, snow: addPass(state.snow, atMs, source) }
}
