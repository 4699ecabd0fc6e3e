import type { BatteryState, ClockQuality, PresenceStatus } from '../../domain/device-health.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { DeviceStateRow } from '../tables.ts'

/** How a device was last judged to be by the timer. */
export interface DeviceState {
  readonly deviceId: string
  readonly status: PresenceStatus
  readonly battery: BatteryState
  readonly clock: ClockQuality
  /** Since when the status holds. */
  readonly sinceMs: EpochMs
  readonly updatedAtMs: EpochMs
  readonly evidence: Readonly<Record<string, unknown>>
}

export function toDeviceState(row: DeviceStateRow): DeviceState {
  return {
    deviceId: row.device_id,
    status: row.status as PresenceStatus,
    battery: row.battery as BatteryState,
    clock: row.clock as ClockQuality,
    sinceMs: row.since_at,
    updatedAtMs: row.updated_at,
    evidence: JSON.parse(row.evidence_json) as Record<string, unknown>,
  }
}
