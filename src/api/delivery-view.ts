import { type Static, Type } from 'typebox'
import { CHANNELS } from '../domain/channel.ts'
import { toIso } from '../domain/time.ts'
import { DELIVERY_STATES, DELIVERY_TYPES, type Delivery } from '../store/deliveries/delivery.ts'
import { nullableInteger, nullableText, nullableTime, oneOf, record, Time } from './schema.ts'
import { isoOrNull } from './times.ts'

export const DeliverySchema = record(
  {
    id: Type.String({ description: 'Also the `webhook-id` and the mail’s Message-ID of every attempt.' }),
    type: oneOf(DELIVERY_TYPES),
    channel: oneOf(CHANNELS),
    contractorId: nullableText('null: it is for an officer on duty.'),
    contactPointId: nullableText("null: a contractor's webhook, or an address of the district file."),
    callOutId: nullableText(),
    offerId: nullableText(),
    orderId: nullableText(),
    state: oneOf(
      DELIVERY_STATES,
      '`delivered`: whoever carries it on took it (docs/channels.md says who that is). `obsolete`: nothing was left to say.',
    ),
    attempts: Type.Integer(),
    createdAt: Time,
    nextAt: Time,
    deliveredAt: nullableTime(),
    lastStatus: nullableInteger('Status of the last answer, by HTTP or SMTP.'),
    lastError: nullableText(),
  },
  { $id: 'Delivery' },
)

/** A delivery without what it says: bodies name people and places. */
export function deliveryView(delivery: Delivery): Static<typeof DeliverySchema> {
  const { id, type, channel, contractorId, contactPointId, callOutId, offerId, orderId } = delivery
  const { state, attempts, lastStatus, lastError } = delivery
  return {
    id,
    type,
    channel,
    contractorId,
    contactPointId,
    callOutId,
    offerId,
    orderId,
    state,
    attempts,
    createdAt: toIso(delivery.createdAtMs),
    nextAt: toIso(delivery.nextAtMs),
    deliveredAt: isoOrNull(delivery.deliveredAtMs),
    lastStatus,
    lastError,
  }
}
