import { type EpochMs, toIso } from '../../domain/time.ts'
import type { Trx } from '../database.ts'
import { newId } from '../ids.ts'
import type { WebhookEventType } from './delivery.ts'
import { findEndpoint } from './find-endpoint.ts'

export interface NewDelivery {
  readonly contractorId: string
  readonly offerId: string | null
  readonly orderId: string | null
  readonly type: WebhookEventType
  /** The event's own fields; sent as `data` (docs/webhooks.md lists them by type). */
  readonly data: object
  readonly nowMs: EpochMs
}

/**
 * Puts an event into the outbox, due at once, in the transaction of the change it tells of.
 * @returns the delivery's id, or '' when the contractor has no endpoint in use (then there is no row).
 */
export async function enqueueDelivery(trx: Trx, delivery: NewDelivery): Promise<string> {
  const { contractorId, offerId, orderId, type, data, nowMs } = delivery
  if ((await findEndpoint(trx, contractorId)) === undefined) return ''
  const id = newId('msg', nowMs)
  await trx
    .insertInto('deliveries')
    .values({
      id,
      contractor_id: contractorId,
      offer_id: offerId,
      order_id: orderId,
      type,
      body_json: JSON.stringify({ type, timestamp: toIso(nowMs), data }),
      state: 'pending',
      attempts: 0,
      created_at: nowMs,
      next_at: nowMs,
      lease_owner: null,
      lease_until_at: null,
      delivered_at: null,
      last_status: null,
      last_error: null,
    })
    .execute()
  return id
}
