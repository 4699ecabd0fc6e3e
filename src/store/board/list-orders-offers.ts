import type { Offer } from '../../domain/order.ts'
import type { Db, Trx } from '../database.ts'
import { offerFromRow } from '../offers/offer-row.ts'

/** Every offer made for these orders, oldest first. */
export async function listOrdersOffers(db: Db | Trx, orderIds: readonly string[]): Promise<Offer[]> {
  if (orderIds.length === 0) return []
  const rows = await db
    .selectFrom('offers')
    .selectAll()
    .where('order_id', 'in', [...orderIds])
    .orderBy('id')
    .execute()
  return rows.map(offerFromRow)
}
