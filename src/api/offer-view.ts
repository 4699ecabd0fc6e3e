import { type Static, Type } from 'typebox'
import { OFFER_STATES, type Offer } from '../domain/order.ts'
import { toIso } from '../domain/time.ts'
import { nullableText, nullableTime, oneOf, record, Time } from './schema.ts'
import { isoOrNull } from './times.ts'

/** Delivered, read and answered are different facts. */
export const OfferSchema = record(
  {
    id: Type.String(),
    orderId: Type.String(),
    contractorId: Type.String(),
    rank: Type.Integer({ description: 'Place on the roster.' }),
    state: oneOf(OFFER_STATES),
    createdAt: Time,
    respondBy: Time,
    deliveredAt: nullableTime(),
    readAt: nullableTime(),
    answeredAt: nullableTime(),
    reason: nullableText(),
  },
  { $id: 'Offer' },
)

export function offerView(offer: Offer): Static<typeof OfferSchema> {
  const { id, orderId, contractorId, rank, state, reason } = offer
  return {
    id,
    orderId,
    contractorId,
    rank,
    state,
    createdAt: toIso(offer.createdAtMs),
    respondBy: toIso(offer.respondByMs),
    deliveredAt: isoOrNull(offer.deliveredAtMs),
    readAt: isoOrNull(offer.readAtMs),
    answeredAt: isoOrNull(offer.answeredAtMs),
    reason,
  }
}
