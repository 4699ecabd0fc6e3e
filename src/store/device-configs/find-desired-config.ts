import type { DesiredConfig } from '../../domain/downlink.ts'
import type { Db, Trx } from '../database.ts'
import { toDesiredConfig } from './desired-config-row.ts'

/** What the device is asked to be; undefined when nobody ever asked. */
export async function findDesiredConfig(db: Db | Trx, deviceId: string): Promise<DesiredConfig | undefined> {
  const row = await db.selectFrom('device_desired').selectAll().where('device_id', '=', deviceId).executeTakeFirst()
  return row === undefined ? undefined : toDesiredConfig(row)
}
