import type { Reason } from '../domain/decision.ts'
import type { SensorFault } from '../domain/sensor-fault.ts'
import { MINUTE_MS } from '../domain/time.ts'
import { type SensorStatus, type SensorView, sensorStatus } from './sensor-view.ts'

/**
 * What speaks against acting on a sensor alone: why it takes no part, or why what it says must be confirmed. One that is
 * being worked on takes no part by intention: that is no doubt (`maintenanceNotes`).
 */
export function doubtsOf(sensor: SensorView, staleMin: number, nowMs: number): Reason[] {
  return sensor.maintenance ? [] : doubtsBy(sensor, sensorStatus(sensor, staleMin, nowMs), nowMs)
}

function doubtsBy(sensor: SensorView, status: SensorStatus, nowMs: number): Reason[] {
  const { device } = sensor
  const faults = faultReasons(sensor).filter(({ fault }) => fault !== 'zero-drift')
  switch (status) {
    case 'ok': {
      const clock: Reason[] = sensor.clockSuspect ? [{ code: 'sensor-clock', device }] : []
      const lone: Reason[] =
        sensor.loneRise === null ? [] : [{ code: 'neighbours-disagree', device, ...sensor.loneRise }]
      return [...clock, ...lone]
    }
    case 'suspect':
      return faults.length > 0 ? faults : [{ code: 'sensor-suspect', device }]
    case 'stale':
    case 'no-data': {
      const since = sensor.lastAcceptedAtMs
      const silentMin = since === null ? null : (nowMs - since) / MINUTE_MS
      return [{ code: 'sensor-stale', device, silentMin }, ...faults]
    }
  }
}

/** Sensors whose zero has drifted: that shifts a depth itself, but no difference of depths. */
export function driftReasons(sensors: readonly SensorView[]): Reason[] {
  return sensors.filter((it) => !it.maintenance).flatMap((it) => faultReasons(it).filter((one) => isDrift(one.fault)))
}

/** Sensors left out because they are being worked on. */
export function maintenanceNotes(sensors: readonly SensorView[]): Reason[] {
  return sensors.filter((it) => it.maintenance).map(({ device }) => ({ code: 'sensor-maintenance', device }))
}

function isDrift(fault: SensorFault): boolean {
  return fault === 'zero-drift'
}

function faultReasons({ device, faults }: SensorView): { code: 'sensor-fault'; device: string; fault: SensorFault }[] {
  return faults.map((fault) => ({ code: 'sensor-fault', device, fault }))
}
