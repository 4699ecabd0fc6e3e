import type { Db, Trx } from '../database.ts'

/** Why nobody could be asked, as the newest alarm of each of these orders said, by order. */
export async function listAlarmReasons(
  db: Db | Trx,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (orderIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('events')
    .select(['subject', 'data_json'])
    .where('subject', 'in', [...orderIds])
    .where('type', '=', 'order.alarm')
    .orderBy('id')
    .execute()
  return new Map(rows.map((it) => [it.subject, String((JSON.parse(it.data_json) as { why?: unknown }).why)]))
}
