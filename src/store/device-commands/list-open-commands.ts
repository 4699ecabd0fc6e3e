import { type DeviceCommand, OPEN_COMMAND_STATES } from '../../domain/downlink.ts'
import type { Db, Trx } from '../database.ts'
import { toDeviceCommand } from './device-command-row.ts'

/** Commands that still wait for the device and whose time is not up, oldest first. */
export async function listOpenCommands(db: Db | Trx, deviceId: string, nowMs: number): Promise<DeviceCommand[]> {
  const rows = await db
    .selectFrom('device_commands')
    .selectAll()
    .where('device_id', '=', deviceId)
    .where('state', 'in', OPEN_COMMAND_STATES)
    .where('expires_at', '>', nowMs)
    .orderBy('id')
    .execute()
  return rows.map(toDeviceCommand)
}
