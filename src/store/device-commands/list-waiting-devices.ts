import { OPEN_COMMAND_STATES } from '../../domain/downlink.ts'
import type { Db, Trx } from '../database.ts'

/** Ids of devices with a command that waits for them and whose time is not up. */
export async function listWaitingDevices(db: Db | Trx, nowMs: number): Promise<string[]> {
  const rows = await db
    .selectFrom('device_commands')
    .select('device_id')
    .distinct()
    .where('state', 'in', OPEN_COMMAND_STATES)
    .where('expires_at', '>', nowMs)
    .orderBy('device_id')
    .execute()
  return rows.map((it) => it.device_id)
}
