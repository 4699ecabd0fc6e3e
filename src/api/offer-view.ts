import { type Static, Type } from 'typebox'
import { DECLINE_CODES } from '../domain/decline.ts'
import { OFFER_STATES, type Offer } from '../domain/order.ts'
import { toIso } from '../domain/time.ts'
import { nullableText, nullableTime, oneOf, record, Time } from './schema.ts'
import { isoOrNull } from './times.ts'

/** Delivered, read and answered are different facts. */
export const OfferSchema = record(
  {
    id: Type.String(),
    orderId: Type.String(),
    callOutId: nullableText('The call-out it belongs to: all routes asked for in one go.'),
    contractorId: Type.String(),
    rank: Type.Integer({ description: 'Place on the roster.' }),
    state: oneOf(OFFER_STATES),
    createdAt: Time,
    respondBy: Time,
    deliveredAt: nullableTime(),
    readAt: nullableTime(),
    answeredAt: nullableTime(),
    reason: nullableText('Words of whoever closed it.'),
    declineCode: Type.Union([oneOf(DECLINE_CODES), Type.Null()], { description: 'Why its contractor declined.' }),
  },
  {
    $id: 'Offer',
    examples: [
      {
        id: 'offer_01kfbk3k40a1b2c3d4e5f6g7h8',
        orderId: 'order_01kfbk3k40h8g7f6e5d4c3b2a1',
        callOutId: 'callout_01kfbk3k40q1w2e3r4t5y6u7i8',
        contractorId: 'kita',
        rank: 1,
        state: 'open',
        createdAt: '2026-01-19T17:00:00.000Z',
        respondBy: '2026-01-19T17:10:00.000Z',
        deliveredAt: '2026-01-19T17:00:00.412Z',
        readAt: null,
        answeredAt: null,
        reason: null,
        declineCode: null,
      },
    ],
  },
)

/** An offer as its authority and its contractor see it. */
export function offerView(offer: Offer): Static<typeof OfferSchema> {
  const { id, orderId, callOutId, contractorId, rank, state, reason, declineCode } = offer
  return {
    id,
    orderId,
    callOutId,
    contractorId,
    rank,
    state,
    createdAt: toIso(offer.createdAtMs),
    respondBy: toIso(offer.respondByMs),
    deliveredAt: isoOrNull(offer.deliveredAtMs),
    readAt: isoOrNull(offer.readAtMs),
    answeredAt: isoOrNull(offer.answeredAtMs),
    reason,
    declineCode,
  }
}
