import type { Offer } from '../../domain/order.ts'
import type { Trx } from '../database.ts'

export async function insertOffer(trx: Trx, offer: Offer): Promise<void> {
  await trx
    .insertInto('offers')
    .values({
      id: offer.id,
      order_id: offer.orderId,
      call_out_id: offer.callOutId,
      authority_id: offer.authorityId,
      contractor_id: offer.contractorId,
      rank: offer.rank,
      state: offer.state,
      created_at: offer.createdAtMs,
      respond_by_at: offer.respondByMs,
      delivered_at: offer.deliveredAtMs,
      read_at: offer.readAtMs,
      answered_at: offer.answeredAtMs,
      reason: offer.reason,
      decline_code: offer.declineCode,
    })
    .execute()
}
