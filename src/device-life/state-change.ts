import type { Device } from '../domain/device.ts'
import { type EpochMs, toIso } from '../domain/time.ts'
import type { DeviceState } from '../store/device-states/device-state-row.ts'
import type { DeviceHealth } from './health.ts'

/** A device whose state is not what it was. */
export interface StateChange {
  readonly device: Device
  /** Undefined at its first judgement. */
  readonly before: DeviceState | undefined
  readonly after: DeviceState
  /** Journal lines it is worth, by type. */
  readonly events: readonly string[]
}

/**
 * What is to be written when `health` is the judgement of now; undefined while nothing has changed.
 * @param lastSeenAtMs goes into the evidence, so that a line of the journal can be checked later.
 */
export function stateChange(
  device: Device,
  before: DeviceState | undefined,
  health: DeviceHealth,
  lastSeenAtMs: EpochMs | null,
  nowMs: EpochMs,
): StateChange | undefined {
  const same =
    before?.status === health.status && before.battery === health.battery.state && before.clock === health.clock.quality
  if (same) return undefined
  const after: DeviceState = {
    deviceId: device.id,
    status: health.status,
    battery: health.battery.state,
    clock: health.clock.quality,
    sinceMs: before?.status === health.status ? before.sinceMs : nowMs,
    updatedAtMs: nowMs,
    evidence: {
      lastSeenAt: lastSeenAtMs === null ? null : toIso(lastSeenAtMs),
      offlineAfterS: health.offlineAfterMs / 1000,
      batteryV: health.battery.batteryV,
      skewMs: health.clock.skewMs,
      reasons: health.reasons,
    },
  }
  return { device, before, after, events: eventsOf(before, after) }
}

/** Only what an officer should know makes a line: being a little late, or not known yet, does not. */
function eventsOf(before: DeviceState | undefined, after: DeviceState): string[] {
  const events: string[] = []
  const was = before?.status ?? 'never-seen'
  const absent = was === 'offline' || was === 'never-seen'
  if (after.status === 'offline' && was !== 'offline') events.push('device.offline')
  if ((after.status === 'ok' || after.status === 'late') && absent) events.push('device.online')
  if (after.battery === 'low' && before?.battery !== 'low') events.push('device.battery-low')
  if (after.battery === 'ok' && before?.battery === 'low') events.push('device.battery-ok')
  const bad = (quality: string | undefined) => quality === 'drifting' || quality === 'implausible'
  if (bad(after.clock) && before?.clock !== after.clock) events.push('device.clock-drift')
  if (after.clock === 'ok' && bad(before?.clock)) events.push('device.clock-ok')
  return events
}
