import type { DeclineCode } from '../../domain/decline.ts'
import type { Offer, OfferState } from '../../domain/order.ts'
import type { OfferRow } from '../tables.ts'

export function offerFromRow(row: OfferRow): Offer {
  return {
    id: row.id,
    orderId: row.order_id,
    callOutId: row.call_out_id,
    authorityId: row.authority_id,
    contractorId: row.contractor_id,
    rank: row.rank,
    state: row.state as OfferState,
    createdAtMs: row.created_at,
    respondByMs: row.respond_by_at,
    deliveredAtMs: row.delivered_at,
    readAtMs: row.read_at,
    answeredAtMs: row.answered_at,
    reason: row.reason,
    declineCode: row.decline_code as DeclineCode | null,
  }
}
