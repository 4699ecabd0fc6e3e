import { type LoneRise, type SensorView, sensorStatus } from '../criteria/evaluate.ts'
import type { SensorEvidence } from '../domain/decision.ts'
import type { Device } from '../domain/device.ts'
import { faultsOf } from '../quality/judge.ts'
import { EMPTY_SENSOR, type SensorState } from '../snow/fold.ts'

/**
 * What a criterion and a reader see of a sensor's folded state.
 * @param loneRise a quick rise that nothing around bears out.
 */
export function sensorView(
  device: Device,
  state: SensorState = EMPTY_SENSOR,
  loneRise: LoneRise | null = null,
): SensorView {
  return {
    device: device.id,
    history: state.snow.history,
    lastAcceptedAtMs: state.lastAccepted?.atMs ?? null,
    suspect: state.quality.gate.suspects.length > 0,
    clockSuspect: state.lastAccepted?.clockSuspect ?? false,
    passAtMs: passAtMs(state),
    faults: faultsOf(state.quality).map((it) => it.fault),
    loneRise,
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
    depthCm: roundedOrNull(latest?.depthCm),
    depthSincePassCm: roundedOrNull(latest?.depthSincePassCm),
    newSnowCm: tenthOrNull(latest?.newSnowCm),
    status: sensorStatus(sensorView(device, state), staleMin, nowMs),
    lastPassAtMs: passAtMs(state),
    lastPassSource: state.snow.resetSource === 'start' ? null : state.snow.resetSource,
  }
}

/** A tenth of a millimetre is finer than any sensor; more digits would only look exact. */
export function roundedOrNull(valueCm: number | null | undefined): number | null {
  return valueCm == null ? null : Math.round(valueCm * 100) / 100
}

/** New snow is an estimate: millimetres. */
export function tenthOrNull(valueCm: number | null | undefined): number | null {
  return valueCm == null ? null : Math.round(valueCm * 10) / 10
}

/** The start of a series is where its values count from too, but nobody plowed then. */
function passAtMs(state: SensorState): number | null {
  return state.snow.resetSource === 'start' ? null : state.snow.resetAtMs
}
