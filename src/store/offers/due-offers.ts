import { sql } from 'kysely'
import type { Offer } from '../../domain/order.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Db } from '../database.ts'
import { offerFromRow } from './offer-row.ts'

/**
 * Open offers whose time to answer has passed, oldest first; of those that ran out together the most urgent order's
 * first, so that it has the first choice among who is left.
 */
export async function dueOffers(db: Db, nowMs: EpochMs, limit: number): Promise<Offer[]> {
  const rows = await db
    .selectFrom('offers')
    .innerJoin('orders', 'orders.id', 'offers.order_id')
    .selectAll('offers')
    .where('offers.state', '=', 'open')
    .where('offers.respond_by_at', '<=', nowMs)
    .orderBy('offers.respond_by_at')
    .orderBy('orders.priority')
    .orderBy(sql`orders.start_by_at is null`)
    .orderBy('orders.start_by_at')
    .orderBy('offers.id')
    .limit(limit)
    .execute()
  return rows.map(offerFromRow)
}

/** When the next open offer runs out; undefined when none is open. */
export async function nextOfferDueAt(db: Db): Promise<EpochMs | undefined> {
  const row = await db
    .selectFrom('offers')
    .select('respond_by_at')
    .where('state', '=', 'open')
    .orderBy('respond_by_at')
    .limit(1)
    .executeTakeFirst()
  return row?.respond_by_at
}
