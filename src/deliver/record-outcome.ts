import type { Actor } from '../domain/order.ts'
import type { EpochMs } from '../domain/time.ts'
import { disableContactPoint } from '../store/contact-points/disable-contact-point.ts'
import { markContactPointVerified } from '../store/contact-points/mark-verified.ts'
import type { Db, Trx } from '../store/database.ts'
import type { ClaimedDelivery } from '../store/deliveries/delivery.ts'
import { disableEndpoint } from '../store/deliveries/disable-endpoint.ts'
import { findEndpoint } from '../store/deliveries/find-endpoint.ts'
import { type DeliveryResult, finishDelivery } from '../store/deliveries/finish-delivery.ts'
import { markOfferDelivered } from '../store/deliveries/mark-offer-delivered.ts'
import { recordEvent } from '../store/events/record-event.ts'
import type { NoEndpoint, Obsolete } from './carrier.ts'
import type { Verdict } from './verdict.ts'

const SYSTEM: Actor = { kind: 'system', id: 'deliver' }

export interface Outcome {
  readonly delivery: ClaimedDelivery
  /** Where it was sent; null: nothing was. */
  readonly address: string | null
  readonly verdict: Verdict | NoEndpoint | Obsolete
  /** Offers that the message told of. */
  readonly offerIds: readonly string[]
  readonly nowMs: EpochMs
}

/**
 * Records what came of an attempt, and everything that follows from it, in one transaction.
 * @returns false when the lease was lost: the delivery is in other hands and its row was left alone.
 */
export async function recordOutcome(db: Db, outcome: Outcome): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const { delivery, verdict, nowMs } = outcome
    const { id, lease } = delivery
    if (verdict.kind === 'gone') {
      return delivery.channel === 'webhook' ? endpointGone(trx, outcome, verdict) : personGone(trx, outcome, verdict)
    }
    const kept = await finishDelivery(trx, { id, lease, nowMs, result: resultOf(verdict) })
    // An answer that came after the lease was lost has reached the contractor all the same.
    if (verdict.kind === 'delivered') await recordArrival(trx, outcome)
    return kept
  })
}

function resultOf(verdict: Exclude<Outcome['verdict'], { readonly kind: 'gone' }>): DeliveryResult {
  if (verdict.kind === 'no-endpoint') return { kind: 'disabled', status: null, why: verdict.why }
  if (verdict.kind === 'obsolete') return { kind: 'obsolete', status: null, why: verdict.why }
  return verdict
}

async function recordArrival(trx: Trx, { delivery, address, offerIds, nowMs }: Outcome): Promise<void> {
  const { id: deliveryId, channel, contactPointId } = delivery
  if (contactPointId !== null && address !== null) await markContactPointVerified(trx, contactPointId, address, nowMs)
  for (const offerId of offerIds) {
    const offer = await markOfferDelivered(trx, offerId, nowMs)
    if (offer === undefined) continue
    await recordEvent(trx, {
      authorityId: offer.authorityId,
      atMs: nowMs,
      type: 'offer.delivered',
      actor: SYSTEM,
      subject: offerId,
      contractorId: offer.contractorId,
      data: { orderId: offer.orderId, deliveryId, channel },
    })
  }
}

type Gone = Extract<Verdict, { readonly kind: 'gone' }>

async function endpointGone(trx: Trx, { delivery, address: url, nowMs }: Outcome, gone: Gone): Promise<boolean> {
  const { id, lease } = delivery
  const { status, why } = gone
  const contractorId = delivery.contractorId ?? ''
  const endpoint = await findEndpoint(trx, contractorId)
  if (url === null || (endpoint !== undefined && endpoint.url !== url)) {
    const result = { kind: 'retry', atMs: nowMs, status, why: `${why}; the endpoint has moved since` } as const
    return finishDelivery(trx, { id, lease, nowMs, result })
  }
  const kept = await finishDelivery(trx, { id, lease, nowMs, result: { kind: 'disabled', status, why } })
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

async function personGone(trx: Trx, { delivery, address, nowMs }: Outcome, { status, why }: Gone): Promise<boolean> {
  const { id, lease, authorityId, contractorId, contactPointId, channel } = delivery
  const kept = await finishDelivery(trx, { id, lease, nowMs, result: { kind: 'disabled', status, why } })
  if (contactPointId === null || address === null) return kept
  if (await disableContactPoint(trx, { id: contactPointId, address, why, nowMs })) {
    await recordEvent(trx, {
      authorityId,
      atMs: nowMs,
      type: 'contact-point.disabled',
      actor: SYSTEM,
      subject: contactPointId,
      contractorId,
      data: { why, channel },
    })
  }
  return kept
}
