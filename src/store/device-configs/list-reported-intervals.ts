import type { Db, Trx } from '../database.ts'

/** Reporting intervals that devices with ids between `fromId` and `toId`, both included, said they keep, s, by id. */
export async function listReportedIntervals(db: Db | Trx, fromId: string, toId: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('device_reported')
    .select(['device_id', 'interval_s'])
    .where('device_id', '>=', fromId)
    .where('device_id', '<=', toId)
    .where('interval_s', 'is not', null)
    .execute()
  return new Map(rows.flatMap((it) => (it.interval_s === null ? [] : [[it.device_id, it.interval_s] as const])))
}
