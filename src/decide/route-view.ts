import { type LoneRise, type SensorView, sensorStatus } from '../criteria/evaluate.ts'
import type { SensorEvidence } from '../domain/decision.ts'
import type { Device } from '../domain/device.ts'
import { MINUTE_MS } from '../domain/time.ts'
import { faultsOf } from '../quality/judge.ts'
import { EMPTY_SENSOR, type SensorState } from '../snow/fold.ts'
import { HOLE_MS, type SnowfallWindow, snowfallWindows } from '../snow/windows.ts'
import { staleMinOf } from './stale.ts'

/** What is known of a sensor beside its own readings. */
export interface Around {
  /** A quick rise that nothing around bears out. */
  readonly loneRise?: LoneRise | null
  /** It is being worked on: its readings take no part. */
  readonly maintenance?: boolean
}

/** What a criterion and a reader see of a sensor's folded state at `nowMs`. */
export function sensorView(
  device: Device,
  state: SensorState = EMPTY_SENSOR,
  nowMs: number,
  { loneRise = null, maintenance = false }: Around = {},
): SensorView {
  let snowfall: readonly SnowfallWindow[] | undefined
  return {
    device: device.id,
    history: state.snow.history,
    lastAcceptedAtMs: state.lastAccepted?.atMs ?? null,
    suspect: state.quality.gate.suspects.length > 0,
    clockSuspect: state.lastAccepted?.clockSuspect ?? false,
    passAtMs: passAtMs(state),
    faults: faultsOf(state.quality).map((it) => it.fault),
    loneRise,
    maintenance,
    // Counted only for the few rules that look at it: it costs more than all the rest.
    get snowfall() {
      const holeMs = Math.max(HOLE_MS, staleMinOf(device) * MINUTE_MS)
      snowfall ??= snowfallWindows(state.snow, nowMs, holeMs)
      return snowfall
    },
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
    status: sensorStatus(sensorView(device, state, nowMs), staleMin, nowMs),
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
