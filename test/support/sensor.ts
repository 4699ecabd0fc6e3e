import { type Device, PLAIN_JSON } from '../../src/domain/device.ts'
import type { TimedReading } from '../../src/domain/reading.ts'
import { MINUTE_MS } from '../../src/domain/time.ts'
import { AUTHORITY } from './district.ts'

export const START_MS = Date.parse('2026-01-20T12:00:00Z')

/** Epoch milliseconds, `minutes` after START_MS. */
export function at(minutes: number): number {
  return START_MS + minutes * MINUTE_MS
}

/** A sensor 2 m above the carriageway of r1 that does not compensate for temperature; `change` overrides. */
export function sensor(change: Partial<Device> = {}): Device {
  return {
    id: 'r1-a',
    authorityId: AUTHORITY,
    kind: 'ultrasonic',
    routeId: 'r1',
    surface: 'carriageway',
    mountHeightMm: 2000,
    temperatureCompensated: false,
    lat: null,
    lon: null,
    intervalS: 600,
    ...PLAIN_JSON,
    ...change,
  }
}

/** A reading without any measurement, on time; `change` says what was measured. */
export function reading(minutes: number, change: Partial<TimedReading> = {}): TimedReading & { identity: string } {
  const atMs = at(minutes)
  return {
    boot: null,
    seq: null,
    deviceAtMs: atMs,
    distanceMm: null,
    depthMm: null,
    airTempC: null,
    echoQuality: null,
    batteryV: null,
    rssiDbm: null,
    extra: null,
    atMs,
    receivedAtMs: atMs,
    timeSource: 'device',
    identity: `@${atMs}`,
    ...change,
  }
}

/** What a sensor 2 m up reports over `depthCm` of snow in air of 0 °C. */
export function over(depthCm: number): { distanceMm: number; airTempC: number } {
  return { distanceMm: 2000 - depthCm * 10, airTempC: 0 }
}
