import type { Device } from '../../domain/device.ts'
import type { Db, Trx } from '../database.ts'
import { toDevice } from './device-row.ts'

/** The authority's device that network servers know as `devEui` (16 hexadecimal digits, lower case). */
export async function findDeviceByDevEui(
  db: Db | Trx,
  authorityId: string,
  devEui: string,
): Promise<Device | undefined> {
  const row = await db
    .selectFrom('devices')
    .selectAll()
    .where('dev_eui', '=', devEui)
    .where('authority_id', '=', authorityId)
    .executeTakeFirst()
  return row === undefined ? undefined : toDevice(row)
}
