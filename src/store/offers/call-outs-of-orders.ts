import type { Db, Trx } from '../database.ts'

/**
 * The newest call-out of each of these orders, by order; those never asked for are left out.
 * @param contractorId only what this contractor was asked for.
 */
export async function callOutsOfOrders(
  db: Db | Trx,
  orderIds: readonly string[],
  contractorId?: string,
): Promise<Map<string, string>> {
  if (orderIds.length === 0) return new Map()
  let query = db
    .selectFrom('offers')
    .select(['order_id', 'call_out_id'])
    .where('order_id', 'in', [...orderIds])
    .where('call_out_id', 'is not', null)
    .orderBy('id')
  if (contractorId !== undefined) query = query.where('contractor_id', '=', contractorId)
  const rows = await query.execute()
  return new Map(rows.flatMap((it) => (it.call_out_id === null ? [] : [[it.order_id, it.call_out_id] as const])))
}
