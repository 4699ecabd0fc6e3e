import type { SensorEvidence } from '../domain/decision.ts'
import type { Device, Surface } from '../domain/device.ts'
import type { SensorFault } from '../domain/sensor-fault.ts'
import { MINUTE_MS } from '../domain/time.ts'
import { faultsOf } from '../quality/judge.ts'
import type { Drop } from '../snow/drop.ts'
import { EMPTY_SENSOR, type SensorState } from '../snow/fold.ts'
import { type Reset, youngLayerCm } from '../snow/state.ts'
import { HOLE_MS, type SnowfallWindow, snowfallWindows } from '../snow/windows.ts'
import { roundedOrNull, sensorEvidence, tenthOrNull } from './route-view.ts'
import { staleMinOf } from './stale.ts'

/** Faults that quality control finds in what a sensor says, and silence: nothing accepted for HOLE_MS or longer. */
export type SnowFault = SensorFault | 'no-accepted-sample'

/** Everything known of the snow under one sensor, for a reader. */
export interface SensorSnow extends SensorEvidence {
  readonly surface: Surface
  /** Time of the first sample on record; null: none yet. */
  readonly recordFromMs: number | null
  /** Snow younger than 72 h, cm. */
  readonly youngLayerCm: number | null
  readonly snowfall: readonly SnowfallWindow[]
  /** Latest plow passes, newest first. */
  readonly resets: readonly Reset[]
  readonly lastDrop: Drop | null
  readonly faults: readonly { readonly fault: SnowFault; readonly sinceMs: number }[]
}

/** The snow under a sensor at `nowMs`; without a state everything about it is unknown. */
export function sensorSnow(device: Device, state: SensorState = EMPTY_SENSOR, nowMs: number): SensorSnow {
  const staleMin = staleMinOf(device)
  const holeMs = Math.max(HOLE_MS, staleMin * MINUTE_MS)
  const drop = state.snow.drop.last
  const evidence = sensorEvidence(device, state, staleMin, nowMs)
  return {
    ...evidence,
    surface: device.surface,
    recordFromMs: state.snow.startedAtMs,
    youngLayerCm: evidence.depthCm === null ? null : tenthOrNull(youngLayerCm(state.snow, nowMs)),
    snowfall: snowfallWindows(state.snow, nowMs, holeMs).map((it) => ({
      ...it,
      newSnowCm: tenthOrNull(it.newSnowCm),
    })),
    resets: state.snow.resets.toReversed().map(roundedReset),
    lastDrop: drop === null ? null : { ...drop, cm: Math.round(drop.cm * 10) / 10 },
    faults: [...faultsOf(state.quality), ...silence(state, nowMs, holeMs)],
  }
}

function roundedReset(reset: Reset): Reset {
  const { depthCm, depthSincePassCm, newSnowCm } = reset
  return {
    ...reset,
    depthCm: roundedOrNull(depthCm),
    depthSincePassCm: roundedOrNull(depthSincePassCm),
    newSnowCm: tenthOrNull(newSnowCm),
  }
}

function silence(state: SensorState, nowMs: number, holeMs: number): SensorSnow['faults'] {
  const sinceMs = state.lastAccepted?.atMs
  if (sinceMs === undefined || nowMs - sinceMs <= holeMs) return []
  return [{ fault: 'no-accepted-sample', sinceMs }]
}
