import type { CommandKind, CommandState, DeviceCommand } from '../../domain/downlink.ts'
import type { DeviceCommandRow } from '../tables.ts'

export function toDeviceCommand(row: DeviceCommandRow): DeviceCommand {
  return {
    id: row.id,
    deviceId: row.device_id,
    kind: row.kind as CommandKind,
    state: row.state as CommandState,
    actor: row.actor,
    createdAtMs: row.created_at,
    expiresAtMs: row.expires_at,
    sentAtMs: row.sent_at,
    sends: row.sends,
    finishedAtMs: row.finished_at,
    detail: row.detail,
  }
}
