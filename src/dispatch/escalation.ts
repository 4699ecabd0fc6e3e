import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import type { Actor, Offer } from '../domain/order.ts'
import { MINUTE_MS } from '../domain/time.ts'
import { Loop } from '../loop.ts'
import { markCallOutAnswered } from '../store/call-outs/mark-call-out-answered.ts'
import type { Db } from '../store/database.ts'
import { enqueueDelivery } from '../store/deliveries/enqueue-delivery.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { closeOffer } from '../store/offers/close-offer.ts'
import { dueOffers, nextOfferDueAt } from '../store/offers/due-offers.ts'
import { eachForItself } from './each-for-itself.ts'
import { offerToNext } from './offer-ladder.ts'
import { DISPATCH_DEFAULTS, type DispatchPolicy } from './policy.ts'
import { requireOrder, requireRoute } from './require.ts'
import { AlarmedSweep } from './retry-alarmed.ts'

/** Offers expired in one round; more are taken in the next, at once. */
const ROUND = 100

const CLOCK_ACTOR: Actor = { kind: 'system', id: 'escalation' }

export interface EscalationDeps {
  readonly db: Db
  readonly clock: Clock
  readonly log: Logger
  /** DISPATCH_DEFAULTS when absent. */
  readonly policy?: DispatchPolicy
  readonly onChange: () => void
}

/**
 * Watches the answer times of offers on its own clock, apart from any retry schedule: an offer without an answer
 * expires and the next contractor is asked, until the roster ends in an officer alarm. Orders left with an officer are
 * asked for again as soon as somebody can be: on duty by then, or with a crew free.
 */
export function startEscalation(deps: EscalationDeps): Loop {
  const { db, clock, policy = DISPATCH_DEFAULTS } = deps
  const alarmed = new AlarmedSweep(db, policy)
  return new Loop({
    name: 'escalation',
    clock,
    log: deps.log,
    maxSleepMs: MINUTE_MS,
    async round() {
      const due = await dueOffers(db, clock.now(), ROUND)
      let asked = 0
      const retry = async () => {
        asked = await alarmed.round(clock.now())
      }
      try {
        await eachForItself([...due.map((offer) => () => expireOffer(db, offer, clock.now(), policy)), retry])
      } finally {
        if (due.length + asked > 0) deps.onChange()
      }
      return Math.min((await nextOfferDueAt(db)) ?? Infinity, alarmed.dueAtMs)
    },
  })
}

async function expireOffer(db: Db, offer: Offer, nowMs: number, policy: DispatchPolicy): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const closing = { state: 'expired', atMs: nowMs, reason: 'no answer in time' } as const
    if (!(await closeOffer(trx, offer.id, closing))) return
    if (offer.callOutId !== null) await markCallOutAnswered(trx, offer.callOutId, nowMs)
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
      callOutId: offer.callOutId,
      type: 'offer.expired',
      data: { offerId: offer.id, orderId: order.id, level: order.level, route: { id: route.id, name: route.name } },
      nowMs,
    })
    if (order.state === 'requested') await offerToNext(trx, order, nowMs, policy)
  })
}
