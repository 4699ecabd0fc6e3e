import type { Offer, OfferState } from '../../domain/order.ts'
import type { Db, Trx } from '../database.ts'
import { offerFromRow } from './offer-row.ts'

export interface OfferFilter {
  readonly authorityId?: string
  readonly contractorId?: string
  readonly orderId?: string
  readonly callOutId?: string
  readonly state?: OfferState
  /** Only offers older than this id. */
  readonly before?: string
  readonly limit: number
}

/** Offers, newest first. */
export async function listOffers(db: Db | Trx, filter: OfferFilter): Promise<Offer[]> {
  let query = db.selectFrom('offers').selectAll().orderBy('id', 'desc').limit(filter.limit)
  if (filter.authorityId !== undefined) query = query.where('authority_id', '=', filter.authorityId)
  if (filter.contractorId !== undefined) query = query.where('contractor_id', '=', filter.contractorId)
  if (filter.orderId !== undefined) query = query.where('order_id', '=', filter.orderId)
  if (filter.callOutId !== undefined) query = query.where('call_out_id', '=', filter.callOutId)
  if (filter.state !== undefined) query = query.where('state', '=', filter.state)
  if (filter.before !== undefined) query = query.where('id', '<', filter.before)
  return (await query.execute()).map(offerFromRow)
}
