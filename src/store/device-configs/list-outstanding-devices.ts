import { OPEN_COMMAND_STATES } from '../../domain/downlink.ts'
import type { Db, Trx } from '../database.ts'

/** Ids of devices that something is still asked of: another configuration than they report, or an open command. */
export async function listOutstandingDevices(db: Db | Trx): Promise<string[]> {
  const rows = await db
    .selectFrom('device_desired as d')
    .leftJoin('device_reported as r', 'r.device_id', 'd.device_id')
    .select('d.device_id as id')
    .where((it) => it.or([it('r.version', 'is', null), it('r.version', '!=', it.ref('d.version'))]))
    .union(db.selectFrom('device_commands').select('device_id as id').where('state', 'in', OPEN_COMMAND_STATES))
    .orderBy('id')
    .execute()
  return rows.map((it) => it.id)
}
