import type { Device } from '../domain/device.ts'
import { parseStatus } from '../domain/device-status.ts'
import type { EpochMs } from '../domain/time.ts'
import type { Db } from '../store/database.ts'
import { findReportedConfig } from '../store/device-configs/find-reported-config.ts'
import type { DeviceState } from '../store/device-states/device-state-row.ts'
import { findDeviceState } from '../store/device-states/find-device-state.ts'
import type { DeviceStatus, ReadingStore } from '../store/readings/port.ts'
import { type DeviceHealth, deviceHealth, type HealthInput, type HealthLimits, type Heard } from './health.ts'

/** A device's health now, with when it was last heard. */
export interface HealthNow extends DeviceHealth {
  readonly deviceId: string
  readonly intervalS: number
  readonly lastSeenAtMs: EpochMs | null
  readonly lastReadingAtMs: EpochMs | null
  /** What it last named as its state. */
  readonly saidState: string | null
  /** Since when the status holds, as far as the timer has seen it. */
  readonly sinceMs: EpochMs | null
}

export interface HealthDeps {
  readonly db: Db
  readonly readings: Pick<ReadingStore, 'deviceStatus'>
  readonly limits: HealthLimits
  /** Whether the device's newest readings await confirmation; null: not known here. */
  suspect(deviceId: string): boolean | null
}

/** Judges one device from the stores, now. */
export async function readHealth(deps: HealthDeps, device: Device, nowMs: EpochMs): Promise<HealthNow> {
  const status = await deps.readings.deviceStatus(device.id)
  const state = await findDeviceState(deps.db, device.id)
  const reported = await findReportedConfig(deps.db, device.id)
  const intervalS = reported?.intervalS ?? device.intervalS
  const suspect = deps.suspect(device.id)
  const health = deviceHealth(healthInput(device, { status, state, intervalS, suspect }), deps.limits, nowMs)
  return {
    ...health,
    deviceId: device.id,
    intervalS,
    lastSeenAtMs: status?.lastSeenAtMs ?? null,
    lastReadingAtMs: status?.lastReadingAtMs ?? null,
    saidState: heardOf(status)?.saidState ?? null,
    sinceMs: state?.status === health.status ? state.sinceMs : null,
  }
}

/** What is known of a device, as its judgement takes it. */
export function healthInput(
  device: Device,
  known: {
    readonly status: DeviceStatus | undefined
    readonly state: DeviceState | undefined
    /** The interval it reported to keep, else the registered one. */
    readonly intervalS: number
    readonly suspect: boolean | null
  },
): HealthInput {
  return {
    intervalS: known.intervalS,
    measures: device.kind === 'ultrasonic',
    heard: heardOf(known.status),
    suspect: known.suspect,
    before: known.state,
  }
}

function heardOf(status: DeviceStatus | undefined): Heard | undefined {
  if (status === undefined) return undefined
  return {
    lastSeenAtMs: status.lastSeenAtMs,
    readingReceivedAtMs: status.readingReceivedAtMs,
    saidState: status.statusJson === null ? null : parseStatus(status.statusJson).state,
    saidAtMs: status.statusAtMs,
    vitals: status.vitals,
  }
}
