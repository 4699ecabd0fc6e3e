import type { Db, Trx } from '../database.ts'
import { type DeviceState, toDeviceState } from './device-state-row.ts'

/** How the device was last judged; undefined before its first judgement. */
export async function findDeviceState(db: Db | Trx, deviceId: string): Promise<DeviceState | undefined> {
  const row = await db.selectFrom('device_states').selectAll().where('device_id', '=', deviceId).executeTakeFirst()
  return row === undefined ? undefined : toDeviceState(row)
}
