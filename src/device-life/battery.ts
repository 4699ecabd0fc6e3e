import { median } from 'simple-statistics'
import type { BatteryState } from '../domain/device-health.ts'
import type { Vitals } from '../domain/vitals.ts'

interface BatteryClass {
  /** Voltages below this belong to the class. */
  readonly belowV: number
  /** Below: little is left. At or above `okV`: charged again or replaced. Between them nothing changes. */
  readonly lowV: number
  readonly okV: number
}

/**
 * By voltage rather than by kind of device, since ultrasonic sensors and cameras are run from either: a lithium cell
 * of 3.6 V (flat until its end, which comes fast), a lead or LiFePO4 battery of 12 V, one of 24 V.
 */
const CLASSES: readonly [BatteryClass, BatteryClass, BatteryClass] = [
  { belowV: 5, lowV: 3.3, okV: 3.4 },
  { belowV: 18, lowV: 11.6, okV: 12 },
  { belowV: Number.POSITIVE_INFINITY, lowV: 23.2, okV: 24 },
]

/** What is taken as a device's battery voltage: the median of its newest readings; null when none tells. */
export function batteryVoltage(vitals: Vitals): number | null {
  return vitals.batteries.length === 0 ? null : median(vitals.batteries.map((it) => it.batteryV))
}

/** Whether little is left, given what it was judged before (so that a voltage near the limit does not flap). */
export function batteryState(batteryV: number | null, before: BatteryState): BatteryState {
  if (batteryV === null) return 'unknown'
  const { lowV, okV } = classOf(batteryV)
  if (batteryV < lowV) return 'low'
  return before === 'low' && batteryV < okV ? 'low' : 'ok'
}

/** The voltage below which a battery of this voltage's class is low, V. */
export function lowVoltage(batteryV: number): number {
  return classOf(batteryV).lowV
}

function classOf(batteryV: number): BatteryClass {
  return CLASSES.find((it) => batteryV < it.belowV) ?? CLASSES[2]
}
