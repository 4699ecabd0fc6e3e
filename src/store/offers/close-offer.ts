import type { DeclineCode } from '../../domain/decline.ts'
import type { OfferState } from '../../domain/order.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'

export interface OfferClosing {
  readonly state: Exclude<OfferState, 'open'>
  readonly atMs: EpochMs
  readonly reason: string | null
  readonly declineCode?: DeclineCode | null | undefined
}

/** Compare-and-set: closes the offer if it is still open; false when it no longer was. */
export async function closeOffer(trx: Trx, offerId: string, closing: OfferClosing): Promise<boolean> {
  const result = await trx
    .updateTable('offers')
    .set({
      state: closing.state,
      answered_at: closing.atMs,
      reason: closing.reason,
      decline_code: closing.declineCode ?? null,
    })
    .where('id', '=', offerId)
    .where('state', '=', 'open')
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}
