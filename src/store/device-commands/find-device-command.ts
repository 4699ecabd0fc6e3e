import type { DeviceCommand } from '../../domain/downlink.ts'
import type { Db, Trx } from '../database.ts'
import { toDeviceCommand } from './device-command-row.ts'

/** One command of a device. */
export async function findDeviceCommand(
  db: Db | Trx,
  deviceId: string,
  id: string,
): Promise<DeviceCommand | undefined> {
  const row = await db
    .selectFrom('device_commands')
    .selectAll()
    .where('id', '=', id)
    .where('device_id', '=', deviceId)
    .executeTakeFirst()
  return row === undefined ? undefined : toDeviceCommand(row)
}
