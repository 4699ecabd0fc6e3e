import type { DeviceCommand } from '../../domain/downlink.ts'
import type { Db, Trx } from '../database.ts'
import { toDeviceCommand } from './device-command-row.ts'

export interface DeviceCommandQuery {
  readonly deviceId: string
  /** Only older ones, for paging. */
  readonly before?: string
  readonly limit: number
}

/** Commands of a device, newest first. */
export async function listDeviceCommands(db: Db | Trx, query: DeviceCommandQuery): Promise<DeviceCommand[]> {
  let select = db
    .selectFrom('device_commands')
    .selectAll()
    .where('device_id', '=', query.deviceId)
    .orderBy('id', 'desc')
    .limit(query.limit)
  if (query.before !== undefined) select = select.where('id', '<', query.before)
  return (await select.execute()).map(toDeviceCommand)
}
