import { type Channel, DUTY_NOTICE_TYPES } from '../../domain/channel.ts'
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

/** What a delivery tells of: contractors the first ones, officers on duty the others, anybody a `ping`. */
export const DELIVERY_TYPES = [...WEBHOOK_EVENT_TYPES, ...DUTY_NOTICE_TYPES] as const
export type DeliveryType = (typeof DELIVERY_TYPES)[number]

/**
 * pending: to be sent at `nextAtMs`. delivered: who carries it on took it (a webhook answered 2xx). failed: given up.
 * disabled: the endpoint was switched off, or there is none. obsolete: it had nothing left to say when it was due. All
 * but pending rest until replayed by hand.
 */
export const DELIVERY_STATES = ['pending', 'delivered', 'failed', 'disabled', 'obsolete'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** One message by one channel to a contractor, or to an officer on duty. */
export interface Delivery {
  /** Also the `webhook-id` and the mail's Message-ID: the same for every attempt. */
  readonly id: string
  readonly authorityId: string
  readonly recipient: 'contractor' | 'duty'
  /** null: for an officer on duty. */
  readonly contractorId: string | null
  readonly channel: Channel
  /** null: a contractor's webhook, or an address of the district file. */
  readonly contactPointId: string | null
  /** What shares a breaker and a share of the places. */
  readonly target: string
  readonly callOutId: string | null
  readonly offerId: string | null
  readonly orderId: string | null
  readonly type: DeliveryType
  /** A webhook's body as it is sent and signed; for people a NoticeBody. */
  readonly bodyJson: string
  readonly state: DeliveryState
  /** Attempts that have ended, since creation or the last replay by hand. */
  readonly attempts: number
  readonly createdAtMs: EpochMs
  readonly nextAtMs: EpochMs
  readonly deliveredAtMs: EpochMs | null
  /** Status of the last attempt, by HTTP or SMTP; null when there was no answer. */
  readonly lastStatus: number | null
  readonly lastError: string | null
}

/** What a message to a person tells of: one or more events of the same type. */
export interface NoticeBody {
  readonly items: readonly NoticeItem[]
}

export interface NoticeItem {
  readonly orderId: string | null
  readonly offerId: string | null
  /** The event's own fields. */
  readonly data: Readonly<Record<string, unknown>>
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
    authorityId: row.authority_id,
    recipient: row.recipient as Delivery['recipient'],
    contractorId: row.contractor_id,
    channel: row.channel as Channel,
    contactPointId: row.contact_point_id,
    target: row.target,
    callOutId: row.call_out_id,
    offerId: row.offer_id,
    orderId: row.order_id,
    type: row.type as DeliveryType,
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

/** The breaker key of a contractor's webhook. */
export function webhookTarget(contractorId: string): string {
  return `webhook:${contractorId}`
}
