import type { Db, Trx } from '../database.ts'
import { type DeviceState, toDeviceState } from './device-state-row.ts'

/** States of the devices whose ids lie between `fromId` and `toId`, both included, by id. */
export async function listDeviceStates(db: Db | Trx, fromId: string, toId: string): Promise<Map<string, DeviceState>> {
  const rows = await db
    .selectFrom('device_states')
    .selectAll()
    .where('device_id', '>=', fromId)
    .where('device_id', '<=', toId)
    .execute()
  return new Map(rows.map((row) => [row.device_id, toDeviceState(row)]))
}
