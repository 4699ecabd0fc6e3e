import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'

export interface DeliveredOffer {
  readonly authorityId: string
  readonly contractorId: string
  readonly orderId: string
}

/** Notes when an offer first reached its contractor; undefined when that is known already or there is no such offer. */
export async function markOfferDelivered(
  trx: Trx,
  offerId: string,
  nowMs: EpochMs,
): Promise<DeliveredOffer | undefined> {
  const row = await trx
    .updateTable('offers')
    .set({ delivered_at: nowMs })
    .where('id', '=', offerId)
    .where('delivered_at', 'is', null)
    .returning(['authority_id', 'contractor_id', 'order_id'])
    .executeTakeFirst()
  return row && { authorityId: row.authority_id, contractorId: row.contractor_id, orderId: row.order_id }
}
