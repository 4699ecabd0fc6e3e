import type { Device } from '../../domain/device.ts'
import type { Db, Trx } from '../database.ts'
import { toDevice } from './device-row.ts'

/** All depth sensors of an authority, by id. */
export async function listDepthSensors(db: Db | Trx, authorityId: string): Promise<Device[]> {
  const rows = await db
    .selectFrom('devices')
    .selectAll()
    .where('authority_id', '=', authorityId)
    .where('kind', '=', 'ultrasonic')
    .orderBy('id')
    .execute()
  return rows.map(toDevice)
}
