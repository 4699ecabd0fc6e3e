import { reasonText } from '../criteria/reason-text.ts'
import type { Reason } from '../domain/decision.ts'
import type { Actor, Offer } from '../domain/order.ts'
import type { Route } from '../domain/route.ts'
import { MINUTE_MS, toIso } from '../domain/time.ts'
import type { Trx } from '../store/database.ts'
import { findDecision } from '../store/decisions/find-decision.ts'
import { enqueueDelivery } from '../store/deliveries/enqueue-delivery.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { newId } from '../store/ids.ts'
import { insertOffer } from '../store/offers/insert-offer.ts'
import { listOffers } from '../store/offers/list-offers.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { updateOrder } from '../store/orders/update-order.ts'
import { candidates } from '../store/roster/candidates.ts'
import { requireRoute } from './require.ts'

const SYSTEM: Actor = { kind: 'system', id: 'dispatch' }

/** No roster is longer than this; a bound for queries. */
const MAX_OFFERS_PER_ORDER = 1000

/**
 * Asks the next contractor on the roster who has not been asked for this order yet. When nobody is left the order stays
 * requested and an officer alarm is raised. The offer, its webhook and the journal lines commit with the caller's
 * transaction.
 * @returns the offer, or undefined when the alarm was raised.
 */
export async function offerToNext(trx: Trx, order: StoredOrder, nowMs: number): Promise<Offer | undefined> {
  const route = await requireRoute(trx, order.routeId)
  const asked = await listOffers(trx, { orderId: order.id, limit: MAX_OFFERS_PER_ORDER })
  const next = (await candidates(trx, route, nowMs)).find(
    (it) => !asked.some((offer) => offer.contractorId === it.contractorId),
  )
  if (next === undefined) {
    await raiseAlarm(trx, order, asked.length, nowMs)
    return undefined
  }
  const offer: Offer = {
    id: newId('offer', nowMs),
    orderId: order.id,
    authorityId: order.authorityId,
    contractorId: next.contractorId,
    rank: next.rank,
    state: 'open',
    createdAtMs: nowMs,
    respondByMs: nowMs + order.respondMin * MINUTE_MS,
    deliveredAtMs: null,
    readAtMs: null,
    answeredAtMs: null,
    reason: null,
  }
  await insertOffer(trx, offer)
  await enqueueDelivery(trx, {
    contractorId: offer.contractorId,
    offerId: offer.id,
    orderId: order.id,
    type: 'offer.created',
    data: offerBody(offer, order, route, await reasonsOf(trx, order)),
    nowMs,
  })
  await recordEvent(trx, {
    authorityId: order.authorityId,
    atMs: nowMs,
    type: 'offer.created',
    actor: SYSTEM,
    subject: offer.id,
    contractorId: offer.contractorId,
    data: {
      orderId: order.id,
      routeId: order.routeId,
      level: order.level,
      rank: offer.rank,
      respondBy: toIso(offer.respondByMs),
    },
  })
  return offer
}

async function raiseAlarm(trx: Trx, order: StoredOrder, askedCount: number, nowMs: number): Promise<void> {
  await updateOrder(trx, order, { alarm_at: nowMs })
  await recordEvent(trx, {
    authorityId: order.authorityId,
    atMs: nowMs,
    type: 'order.alarm',
    actor: SYSTEM,
    subject: order.id,
    data: {
      routeId: order.routeId,
      level: order.level,
      why: askedCount === 0 ? 'no-roster' : 'roster-exhausted',
      asked: askedCount,
    },
  })
}

async function reasonsOf(trx: Trx, order: StoredOrder): Promise<readonly Reason[]> {
  if (order.decisionId === null) return []
  return (await findDecision(trx, order.decisionId))?.reasons ?? []
}

function offerBody(offer: Offer, order: StoredOrder, route: Route, reasons: readonly Reason[]): object {
  return {
    offerId: offer.id,
    orderId: order.id,
    level: order.level,
    route: {
      id: route.id,
      name: route.name,
      blockId: route.blockId,
      roadClass: route.roadClass,
      lengthM: route.lengthM,
      plowMinutes: route.plowMinutes,
    },
    requestedAt: toIso(offer.createdAtMs),
    respondBy: toIso(offer.respondByMs),
    startBy: order.startByMs === null ? null : toIso(order.startByMs),
    finishBy: order.finishByMs === null ? null : toIso(order.finishByMs),
    reasons: reasons.map((it) => ({ code: it.code, ja: reasonText(it, 'ja'), en: reasonText(it, 'en') })),
    answer: { accept: `/api/v1/offers/${offer.id}/accept`, decline: `/api/v1/offers/${offer.id}/decline` },
  }
}
