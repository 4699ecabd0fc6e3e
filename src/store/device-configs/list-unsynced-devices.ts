import type { Db, Trx } from '../database.ts'

/** Ids of devices that do not report the configuration they are asked to have. */
export async function listUnsyncedDevices(db: Db | Trx): Promise<string[]> {
  const rows = await db
    .selectFrom('device_desired as d')
    .leftJoin('device_reported as r', 'r.device_id', 'd.device_id')
    .select('d.device_id')
    .where((it) => it.or([it('r.version', 'is', null), it('r.version', '!=', it.ref('d.version'))]))
    .orderBy('d.device_id')
    .execute()
  return rows.map((it) => it.device_id)
}
