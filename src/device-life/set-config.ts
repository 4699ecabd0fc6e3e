import type { Device } from '../domain/device.ts'
import type { DesiredConfig, DeviceConfig } from '../domain/downlink.ts'
import type { Actor } from '../domain/order.ts'
import type { Trx } from '../store/database.ts'
import { findDesiredConfig } from '../store/device-configs/find-desired-config.ts'
import { saveDesiredConfig } from '../store/device-configs/save-desired-config.ts'
import { recordEvent } from '../store/events/record-event.ts'

export interface SetConfig {
  readonly device: Device
  readonly config: DeviceConfig
  /** Version the change is based on; 0: there must be none yet. Absent: whatever is there. */
  readonly expectedVersion?: number
  readonly actor: Actor
  readonly nowMs: number
}

/**
 * Asks a device to take up a configuration; the journal gets a line when that is a new version.
 * Throws `precondition-failed` when somebody else was faster.
 */
export async function setDeviceConfig(trx: Trx, input: SetConfig): Promise<DesiredConfig> {
  const { device, config, expectedVersion, actor, nowMs } = input
  const before = await findDesiredConfig(trx, device.id)
  const saved = await saveDesiredConfig(trx, {
    deviceId: device.id,
    config,
    actor: `${actor.kind}:${actor.id}`,
    nowMs,
    ...(expectedVersion === undefined ? {} : { expectedVersion }),
  })
  if (saved.version !== before?.version) {
    const { version, intervalS, mountHeightMm, calibrationOffsetMm } = saved
    await recordEvent(trx, {
      authorityId: device.authorityId,
      atMs: nowMs,
      type: 'device.config-set',
      actor,
      subject: device.id,
      data: { version, intervalS, mountHeightMm, calibrationOffsetMm },
    })
  }
  return saved
}
