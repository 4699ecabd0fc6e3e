import type { EpochMs } from '../../domain/time.ts'
import type { DeliveryRow } from '../tables.ts'

export const WEBHOOK_EVENT_TYPES = [
  'offer.created',
  'offer.expired',
  'order.withdrawn',
  'order.updated',
  'ping',
] as const
export type WebhookEventType = (typeof WEBHOOK_EVENT_TYPES)[number]

/**
 * pending: to be sent at `nextAtMs`. delivered: the endpoint answered 2xx. failed: given up. disabled: the endpoint was
 * switched off, or has none. All but pending rest until replayed by hand.
 */
export const DELIVERY_STATES = ['pending', 'delivered', 'failed', 'disabled'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** One message to one contractor's endpoint. */
export interface Delivery {
  /** Also the `webhook-id`: the same for every attempt. */
  readonly id: string
  readonly contractorId: string
  readonly offerId: string | null
  readonly orderId: string | null
  readonly type: WebhookEventType
  /** The body as it is sent and signed. */
  readonly bodyJson: string
  readonly state: DeliveryState
  /** Attempts that have ended, since creation or the last replay by hand. */
  readonly attempts: number
  readonly createdAtMs: EpochMs
  readonly nextAtMs: EpochMs
  readonly deliveredAtMs: EpochMs | null
  /** HTTP status of the last attempt; null when there was no answer. */
  readonly lastStatus: number | null
  readonly lastError: string | null
}

/** A worker's claim on a delivery until a time; whoever holds it may record the result. */
export interface Lease {
  readonly owner: string
  readonly untilMs: EpochMs
}

export interface ClaimedDelivery extends Delivery {
  readonly lease: Lease
}

export function deliveryFromRow(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    contractorId: row.contractor_id,
    offerId: row.offer_id,
    orderId: row.order_id,
    type: row.type as WebhookEventType,
    bodyJson: row.body_json,
    state: row.state as DeliveryState,
    attempts: row.attempts,
    createdAtMs: row.created_at,
    nextAtMs: row.next_at,
    deliveredAtMs: row.delivered_at,
    lastStatus: row.last_status,
    lastError: row.last_error,
  }
}
