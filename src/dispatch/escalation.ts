import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import type { Actor, Offer } from '../domain/order.ts'
import { MINUTE_MS } from '../domain/time.ts'
import { Loop } from '../loop.ts'
import type { Db } from '../store/database.ts'
import { enqueueDelivery } from '../store/deliveries/enqueue-delivery.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { closeOffer } from '../store/offers/close-offer.ts'
import { dueOffers, nextOfferDueAt } from '../store/offers/due-offers.ts'
import { offerToNext } from './offer-ladder.ts'
import { requireOrder, requireRoute } from './require.ts'

/** Offers expired in one round; more are taken in the next, at once. */
const ROUND = 100

const CLOCK_ACTOR: Actor = { kind: 'system', id: 'escalation' }

/**
 * Watches the answer times of offers on its own clock, apart from any retry schedule: an offer without an answer
 * expires and the next contractor is asked, until the roster ends in an officer alarm.
 */
export function startEscalation(deps: { db: Db; clock: Clock; log: Logger; onChange: () => void }): Loop {
  return new Loop({
    name: 'escalation',
    clock: deps.clock,
    log: deps.log,
    maxSleepMs: MINUTE_MS,
    async round() {
      const due = await dueOffers(deps.db, deps.clock.now(), ROUND)
      for (const offer of due) await expireOffer(deps.db, offer, deps.clock.now())
      if (due.length > 0) deps.onChange()
      return nextOfferDueAt(deps.db)
    },
  })
}

async function expireOffer(db: Db, offer: Offer, nowMs: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const closing = { state: 'expired', atMs: nowMs, reason: 'no answer in time' } as const
    if (!(await closeOffer(trx, offer.id, closing))) return
    const order = await requireOrder(trx, offer.orderId)
    const route = await requireRoute(trx, order.routeId)
    await recordEvent(trx, {
      authorityId: offer.authorityId,
      atMs: nowMs,
      type: 'offer.expired',
      actor: CLOCK_ACTOR,
      subject: offer.id,
      contractorId: offer.contractorId,
      data: { orderId: order.id, routeId: route.id, delivered: offer.deliveredAtMs !== null },
    })
    await enqueueDelivery(trx, {
      contractorId: offer.contractorId,
      offerId: offer.id,
      orderId: order.id,
      type: 'offer.expired',
      data: { offerId: offer.id, orderId: order.id, level: order.level, route: { id: route.id, name: route.name } },
      nowMs,
    })
    if (order.state === 'requested') await offerToNext(trx, order, nowMs)
  })
}
