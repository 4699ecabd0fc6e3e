import { type SensorView, sensorStatus } from '../criteria/evaluate.ts'
import type { SensorEvidence } from '../domain/decision.ts'
import type { Device } from '../domain/device.ts'
import { EMPTY_SENSOR, type SensorState } from '../snow/fold.ts'

/** What a criterion and a reader see of a sensor's folded state. */
export function sensorView(device: Device, state: SensorState = EMPTY_SENSOR): SensorView {
  return {
    device: device.id,
    history: state.snow.history,
    lastAcceptedAtMs: state.lastAccepted?.atMs ?? null,
    suspect: state.quality.gate.suspects.length > 0,
    clockSuspect: state.lastAccepted?.clockSuspect ?? false,
    passAtMs: passAtMs(state),
  }
}

/** The same as evidence: which reading, which values, how good. */
export function sensorEvidence(
  device: Device,
  state: SensorState = EMPTY_SENSOR,
  staleMin: number,
  nowMs: number,
): SensorEvidence {
  const latest = state.snow.history.at(-1)
  return {
    device: device.id,
    readingAtMs: state.lastAccepted?.atMs ?? null,
    readingIdentity: state.lastAccepted?.identity ?? null,
    depthCm: rounded(latest?.depthCm),
    depthSincePassCm: rounded(latest?.depthSincePassCm),
    newSnowCm: rounded(latest?.newSnowCm),
    status: sensorStatus(sensorView(device, state), staleMin, nowMs),
    lastPassAtMs: passAtMs(state),
    lastPassSource: state.snow.resetSource === 'start' ? null : state.snow.resetSource,
  }
}

/** A tenth of a millimetre is finer than any sensor; more digits would only look exact. */
function rounded(valueCm: number | undefined): number | null {
  return valueCm === undefined ? null : Math.round(valueCm * 100) / 100
}

/** The start of a series is where its values count from too, but nobody plowed then. */
function passAtMs(state: SensorState): number | null {
  return state.snow.resetSource === 'start' ? null : state.snow.resetAtMs
}
