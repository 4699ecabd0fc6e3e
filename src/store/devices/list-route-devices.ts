import type { Device } from '../../domain/device.ts'
import type { Db, Trx } from '../database.ts'
import { toDevice } from './device-row.ts'

/** The depth sensors of a route, by id. */
export async function listRouteDevices(db: Db | Trx, routeId: string): Promise<Device[]> {
  const rows = await db
    .selectFrom('devices')
    .selectAll()
    .where('route_id', '=', routeId)
    .where('kind', '=', 'ultrasonic')
    .orderBy('id')
    .execute()
  return rows.map(toDevice)
}
