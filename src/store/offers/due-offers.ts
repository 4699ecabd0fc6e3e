import type { Offer } from '../../domain/order.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Db } from '../database.ts'
import { offerFromRow } from './offer-row.ts'

/** Open offers whose time to answer has passed, oldest first. */
export async function dueOffers(db: Db, nowMs: EpochMs, limit: number): Promise<Offer[]> {
  const rows = await db
    .selectFrom('offers')
    .selectAll()
    .where('state', '=', 'open')
    .where('respond_by_at', '<=', nowMs)
    .orderBy('respond_by_at')
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
