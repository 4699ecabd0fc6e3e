import type { Device } from '../../domain/device.ts'
import type { Db, Trx } from '../database.ts'
import { toDevice } from './device-row.ts'

/** The depth sensors on the routes of a block, by id; at most `limit`. */
export async function listBlockDevices(db: Db | Trx, blockId: string, limit: number): Promise<Device[]> {
  const rows = await db
    .selectFrom('devices')
    .innerJoin('routes', 'routes.id', 'devices.route_id')
    .selectAll('devices')
    .where('routes.block_id', '=', blockId)
    .where('devices.kind', '=', 'ultrasonic')
    .orderBy('devices.id')
    .limit(limit)
    .execute()
  return rows.map(toDevice)
}
