import type { Device } from '../../domain/device.ts'
import type { Db, Trx } from '../database.ts'
import { toDevice } from './device-row.ts'

/** The device registered under `id`. */
export async function findDevice(db: Db | Trx, id: string): Promise<Device | undefined> {
  const row = await db.selectFrom('devices').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : toDevice(row)
}
