import type { Actor } from '../domain/order.ts'
import type { EpochMs } from '../domain/time.ts'
import type { Db, Trx } from '../store/database.ts'
import type { ClaimedDelivery } from '../store/deliveries/delivery.ts'
import { disableEndpoint } from '../store/deliveries/disable-endpoint.ts'
import { findEndpoint } from '../store/deliveries/find-endpoint.ts'
import { type DeliveryResult, finishDelivery } from '../store/deliveries/finish-delivery.ts'
import { markOfferDelivered } from '../store/deliveries/mark-offer-delivered.ts'
import { recordEvent } from '../store/events/record-event.ts'
import type { Verdict } from './verdict.ts'

const SYSTEM: Actor = { kind: 'system', id: 'deliver' }

export interface Outcome {
  readonly delivery: ClaimedDelivery
  /** Where it was sent; null: the contractor has no endpoint in use, and nothing was sent. */
  readonly url: string | null
  readonly verdict: Verdict | NoEndpoint
  readonly nowMs: EpochMs
}

export interface NoEndpoint {
  readonly kind: 'no-endpoint'
  readonly why: string
}

/**
 * Records what came of an attempt, and everything that follows from it, in one transaction.
 * @returns false when the lease was lost: the delivery is in other hands and its row was left alone.
 */
export async function recordOutcome(db: Db, outcome: Outcome): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const { delivery, verdict, nowMs } = outcome
    const { id, lease } = delivery
    if (verdict.kind === 'gone') return recordGone(trx, outcome, verdict.why)
    const result: DeliveryResult =
      verdict.kind === 'no-endpoint' ? { kind: 'disabled', status: null, why: verdict.why } : verdict
    const kept = await finishDelivery(trx, { id, lease, nowMs, result })
    // An answer that came after the lease was lost has reached the contractor all the same.
    if (verdict.kind === 'delivered') await recordArrival(trx, delivery, nowMs)
    return kept
  })
}

async function recordArrival(trx: Trx, delivery: ClaimedDelivery, nowMs: EpochMs): Promise<void> {
  if (delivery.type !== 'offer.created' || delivery.offerId === null) return
  const offer = await markOfferDelivered(trx, delivery.offerId, nowMs)
  if (offer === undefined) return
  await recordEvent(trx, {
    authorityId: offer.authorityId,
    atMs: nowMs,
    type: 'offer.delivered',
    actor: SYSTEM,
    subject: delivery.offerId,
    contractorId: offer.contractorId,
    data: { orderId: offer.orderId, deliveryId: delivery.id },
  })
}

async function recordGone(trx: Trx, { delivery, url, nowMs }: Outcome, why: string): Promise<boolean> {
  const { id, lease, contractorId } = delivery
  const endpoint = await findEndpoint(trx, contractorId)
  if (url === null || (endpoint !== undefined && endpoint.url !== url)) {
    const result = { kind: 'retry', atMs: nowMs, status: 410, why: `${why}; the endpoint has moved since` } as const
    return finishDelivery(trx, { id, lease, nowMs, result })
  }
  const kept = await finishDelivery(trx, { id, lease, nowMs, result: { kind: 'disabled', status: 410, why } })
  const authorityId = await disableEndpoint(trx, { contractorId, url, why, nowMs })
  if (authorityId !== undefined) {
    await recordEvent(trx, {
      authorityId,
      atMs: nowMs,
      type: 'contractor.webhook-disabled',
      actor: SYSTEM,
      subject: contractorId,
      contractorId,
      data: { why },
    })
  }
  return kept
}
