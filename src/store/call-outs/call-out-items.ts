import { sql } from 'kysely'
import type { Offer } from '../../domain/order.ts'
import type { Db, Trx } from '../database.ts'
import { offerFromRow } from '../offers/offer-row.ts'
import { orderFromRow, type StoredOrder } from '../orders/order-row.ts'

/** One route of a call-out: what is to be done, and how its contractor was asked for it. */
export interface CallOutItem {
  readonly order: StoredOrder
  readonly offer: Offer
}

/**
 * What a call-out asks for, the most urgent first: by priority, then by latest start, those without one last. An order
 * that was asked for twice, since an officer took it back between, appears once, by its newest offer.
 */
export async function callOutItems(db: Db | Trx, callOutId: string): Promise<CallOutItem[]> {
  const offers = await db
    .selectFrom('offers')
    .selectAll()
    .where('call_out_id', '=', callOutId)
    .orderBy('id', 'desc')
    .execute()
  const orders = await db
    .selectFrom('orders')
    .selectAll()
    .where('id', 'in', (eb) => eb.selectFrom('offers').select('order_id').where('call_out_id', '=', callOutId))
    .orderBy('priority')
    .orderBy(sql`start_by_at is null`)
    .orderBy('start_by_at')
    .orderBy('id')
    .execute()
  return orders.flatMap((order) => {
    const newest = offers.find((it) => it.order_id === order.id)
    return newest === undefined ? [] : [{ order: orderFromRow(order), offer: offerFromRow(newest) }]
  })
}
