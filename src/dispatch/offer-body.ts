import { reasonText } from '../criteria/reason-text.ts'
import type { Reason } from '../domain/decision.ts'
import type { Offer } from '../domain/order.ts'
import type { Route } from '../domain/route.ts'
import { toIso } from '../domain/time.ts'
import type { Trx } from '../store/database.ts'
import { findDecision } from '../store/decisions/find-decision.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'

/** What an `offer.created` message says (docs/webhooks.md): all that a crew must know to answer. */
export async function offerBody(trx: Trx, offer: Offer, order: StoredOrder, route: Route): Promise<object> {
  const reasons = await reasonsOf(trx, order)
  return {
    offerId: offer.id,
    orderId: order.id,
    callOutId: offer.callOutId,
    level: order.level,
    priority: order.priority,
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
    deadlineState: order.deadlineState,
    reasons: reasons.map((it) => ({ code: it.code, ja: reasonText(it, 'ja'), en: reasonText(it, 'en') })),
    note: order.reason,
    answer: { accept: `/api/v1/offers/${offer.id}/accept`, decline: `/api/v1/offers/${offer.id}/decline` },
  }
}

async function reasonsOf(trx: Trx, order: StoredOrder): Promise<readonly Reason[]> {
  if (order.decisionId === null) return []
  return (await findDecision(trx, order.decisionId))?.reasons ?? []
}
