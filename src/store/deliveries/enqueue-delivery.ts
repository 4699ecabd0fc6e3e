import { type EpochMs, toIso } from '../../domain/time.ts'
import { contractorPoints } from '../contact-points/contractor-points.ts'
import type { Trx } from '../database.ts'
import { type WebhookEventType, webhookTarget } from './delivery.ts'
import { enqueueNotice } from './enqueue-notice.ts'
import { insertDelivery } from './insert-delivery.ts'

export interface NewDelivery {
  readonly contractorId: string
  readonly offerId: string | null
  readonly orderId: string | null
  /** The call-out the offer belongs to: people get one message for all of it. */
  readonly callOutId?: string | null
  readonly type: WebhookEventType
  /** The event's own fields; sent as `data` (docs/webhooks.md lists them by type). */
  readonly data: object
  readonly nowMs: EpochMs
}

/**
 * Puts an event into the outbox, in the transaction of the change it tells of: due at once for the contractor's
 * webhook, and after a pause in which others may join it for each of the contractor's other channels. A `ping` goes to
 * the webhook alone.
 * @returns the id of the webhook's delivery, or '' when the contractor has no endpoint in use (then it has no row).
 */
export async function enqueueDelivery(trx: Trx, delivery: NewDelivery): Promise<string> {
  const { contractorId, offerId, orderId, callOutId = null, type, data, nowMs } = delivery
  const contractor = await trx
    .selectFrom('contractors')
    .select(['authority_id', 'webhook_url', 'webhook_disabled_at', 'email', 'phone'])
    .where('id', '=', contractorId)
    .executeTakeFirst()
  if (contractor === undefined) return ''
  const { authority_id: authorityId, webhook_url: url, webhook_disabled_at: disabledAt } = contractor
  if (type !== 'ping') {
    const points = await contractorPoints(trx, { id: contractorId, authorityId, ...contractor })
    for (const point of points) {
      const item = { orderId, offerId, data: data as Readonly<Record<string, unknown>> }
      await enqueueNotice(trx, { point, callOutId: type === 'offer.created' ? callOutId : null, type, item, nowMs })
    }
  }
  if (url === null || url === '' || disabledAt !== null) return ''
  return insertDelivery(trx, {
    authorityId,
    contractorId,
    channel: 'webhook',
    contactPointId: null,
    target: webhookTarget(contractorId),
    callOutId,
    offerId,
    orderId,
    type,
    bodyJson: JSON.stringify({ type, timestamp: toIso(nowMs), data }),
    nowMs,
    dueAtMs: nowMs,
  })
}
