import type { Measure } from '../domain/criterion.ts'
import type { SensorFault } from '../domain/sensor-fault.ts'
import { MINUTE_MS } from '../domain/time.ts'
import type { SnowPoint } from '../snow/state.ts'
import type { SnowfallWindow } from '../snow/windows.ts'

/** What a criterion sees of one sensor. */
export interface SensorView {
  readonly device: string
  /** Course of the values, ascending; empty when the sensor never had an accepted reading. */
  readonly history: readonly SnowPoint[]
  readonly lastAcceptedAtMs: number | null
  /** Unconfirmed readings newer than the last accepted one. */
  readonly suspect: boolean
  /** The device's clock could not be believed for the last accepted reading. */
  readonly clockSuspect: boolean
  /** Newest plow pass its values count from; null when none is known. */
  readonly passAtMs: number | null
  /** Faults of the sensor that stand, gravest first. */
  readonly faults: readonly SensorFault[]
  /** A quick rise that nothing else bears out; null: there is none. */
  readonly loneRise: LoneRise | null
  /** Snowfall of the windows that end now. */
  readonly snowfall: readonly SnowfallWindow[]
  /** It is being worked on: its readings take no part. */
  readonly maintenance: boolean
}

/** A quick rise at one sensor alone. */
export interface LoneRise {
  readonly riseCm: number
  /** Sensors around that could be asked, and saw nothing of it. */
  readonly neighbours: number
}

export type SensorStatus = 'ok' | 'suspect' | 'stale' | 'no-data'

/** Whether what a sensor says can be used now. Silence is no evidence of a clear road. */
export function sensorStatus(sensor: SensorView, staleMin: number, nowMs: number): SensorStatus {
  if (sensor.lastAcceptedAtMs === null) return 'no-data'
  if (nowMs - sensor.lastAcceptedAtMs > staleMin * MINUTE_MS) return 'stale'
  return sensor.suspect || sensor.faults.some((it) => it !== 'zero-drift') ? 'suspect' : 'ok'
}

/** What a measure says at a point, cm. */
export function measured(point: SnowPoint, measure: Measure): number {
  switch (measure) {
    case 'depth':
      return point.depthCm
    case 'depth-since-pass':
      return point.depthSincePassCm
    case 'new-snow':
      return point.newSnowCm
  }
}

/** What a measure says at a sensor now, cm; 0 when it never spoke, which no usable sensor is. */
export function measuredNow(sensor: SensorView, measure: Measure): number {
  const latest = sensor.history.at(-1)
  return latest === undefined ? 0 : measured(latest, measure)
}
