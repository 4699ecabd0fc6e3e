import { dayBefore, localMoment } from '../domain/calendar.ts'
import type { Actor, Offer } from '../domain/order.ts'
import { MINUTE_MS, toIso } from '../domain/time.ts'
import type { Db, Trx } from '../store/database.ts'
import { enqueueDelivery } from '../store/deliveries/enqueue-delivery.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { whichAreHolidays } from '../store/holidays/which-are-holidays.ts'
import { newId } from '../store/ids.ts'
import { insertOffer } from '../store/offers/insert-offer.ts'
import { listOffers } from '../store/offers/list-offers.ts'
import { findOpenOrder } from '../store/orders/find-open-order.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { contractorLoads } from '../store/roster/contractor-loads.ts'
import { findRouteRoster } from '../store/roster/find-route-roster.ts'
import { callOutFor } from './call-out-for.ts'
import { changeOrder } from './change-order.ts'
import { offerBody } from './offer-body.ts'
import { DISPATCH_DEFAULTS, type DispatchPolicy } from './policy.ts'
import { requireAuthority, requireRoute } from './require.ts'
import { alarmWhy, candidatesAt, type PassedOver, type Ranking } from './roster.ts'
import { tellDuty } from './tell-duty.ts'

const SYSTEM: Actor = { kind: 'system', id: 'dispatch' }

/** No roster is longer than this; a bound for queries. */
const MAX_OFFERS_PER_ORDER = 1000

/**
 * Asks the next contractor who can be asked for this order and has not been yet: who stands by for the route, then the
 * roster's. When nobody is left the order stays requested and an officer alarm is raised, once. The offer, its messages
 * and the journal lines commit with the caller's transaction.
 * @returns the offer, or undefined when nobody could be asked.
 */
export async function offerToNext(
  trx: Trx,
  order: StoredOrder,
  nowMs: number,
  policy: DispatchPolicy = DISPATCH_DEFAULTS,
): Promise<Offer | undefined> {
  const { candidates, passedOver, askedCount } = await rankFor(trx, order, nowMs)
  const [next] = candidates
  if (next !== undefined) return askContractor(trx, order, { ...next, passedOver }, nowMs, policy)
  if (order.alarmAtMs === null) await raiseAlarm(trx, order, passedOver, askedCount, nowMs)
  return undefined
}

/** Who can be asked for an order now, and why the others cannot. Reads only. */
export async function rankFor(
  db: Db | Trx,
  order: StoredOrder,
  nowMs: number,
): Promise<Ranking & { readonly askedCount: number }> {
  const route = await requireRoute(db, order.routeId)
  const { timeZone } = await requireAuthority(db, order.authorityId)
  const moment = localMoment(nowMs, timeZone)
  const roster = await findRouteRoster(db, route)
  const holidays = await whichAreHolidays(db, order.authorityId, [moment.date, dayBefore(moment.date)])
  const offers = await listOffers(db, { orderId: order.id, limit: MAX_OFFERS_PER_ORDER })
  const asked = askedThisTime(order, offers)
  const contractorIds = [...new Set(roster.map((it) => it.contractorId))]
  const loads = await contractorLoads(db, contractorIds, route.id)
  const standingBy = order.level === 'dispatch' ? await standingByFor(db, route.id) : null
  const ranking = candidatesAt(roster, route, moment, holidays, { loads, asked, standingBy })
  return { ...ranking, askedCount: offers.length }
}

/** Who was asked for an order since the roster was last begun at its top. @param offers all of the order's. */
export function askedThisTime(
  { ladderAfterOfferId }: Pick<StoredOrder, 'ladderAfterOfferId'>,
  offers: readonly Pick<Offer, 'id' | 'state' | 'contractorId'>[],
): ReadonlySet<string> {
  // whose offer an officer took back for another could not answer it, and may be asked yet
  const thisTime = offers.filter(
    (it) => it.state !== 'withdrawn' && (ladderAfterOfferId === null || it.id > ladderAfterOfferId),
  )
  return new Set(thisTime.map((it) => it.contractorId))
}

/** Whose crew stands by for a route. */
async function standingByFor(db: Db | Trx, routeId: string): Promise<string | null> {
  const standby = await findOpenOrder(db, routeId, 'standby')
  return standby?.state === 'accepted' || standby?.state === 'started' ? standby.contractorId : null
}

/** Whom to ask, and how that came about. */
export interface Ask {
  readonly contractorId: string
  /** Place on the roster; 0: not by the roster. */
  readonly rank: number
  /** named: an officer chose. */
  readonly why: 'standing-by' | 'rank' | 'named'
  readonly passedOver: readonly PassedOver[]
  /** Who had it asked; dispatch itself when absent. */
  readonly actor?: Actor
  readonly reason?: string
}

/**
 * Asks one contractor for a requested order that has no open offer. What it is asked for within a short time becomes one
 * call-out; each order keeps an answer time of its own. Lifts the order's alarm.
 */
export async function askContractor(
  trx: Trx,
  order: StoredOrder,
  ask: Ask,
  nowMs: number,
  policy: DispatchPolicy = DISPATCH_DEFAULTS,
): Promise<Offer> {
  const { contractorId } = ask
  const respondByMs = nowMs + order.respondMin * MINUTE_MS
  const callOut = await callOutFor(trx, order, { contractorId, respondByMs, nowMs, mergeMs: policy.mergeMs })
  const offer: Offer = {
    id: newId('offer', nowMs),
    orderId: order.id,
    callOutId: callOut.id,
    authorityId: order.authorityId,
    contractorId,
    rank: ask.rank,
    state: 'open',
    createdAtMs: nowMs,
    respondByMs,
    deliveredAtMs: null,
    readAtMs: null,
    answeredAtMs: null,
    reason: null,
    declineCode: null,
  }
  await insertOffer(trx, offer)
  if (order.alarmAtMs !== null) await changeOrder(trx, order, { alarm_at: null })
  await enqueueDelivery(trx, {
    contractorId,
    offerId: offer.id,
    orderId: order.id,
    callOutId: callOut.id,
    type: 'offer.created',
    data: await offerBody(trx, offer, order, await requireRoute(trx, order.routeId)),
    nowMs,
  })
  await recordAsked(trx, order, offer, ask)
  return offer
}

/**
 * The contractor may see the line of its offer, so who was passed over stands in one of its own. Who was asked before
 * and what came of it stands in the journal already.
 */
async function recordAsked(trx: Trx, order: StoredOrder, offer: Offer, ask: Ask): Promise<void> {
  const { authorityId, contractorId, createdAtMs: atMs } = offer
  const actor = ask.actor ?? SYSTEM
  await recordEvent(trx, {
    authorityId,
    atMs,
    type: 'offer.created',
    actor,
    subject: offer.id,
    contractorId,
    data: {
      orderId: order.id,
      routeId: order.routeId,
      callOutId: offer.callOutId,
      level: order.level,
      rank: offer.rank,
      why: ask.why,
      ...(ask.reason === undefined ? {} : { reason: ask.reason }),
      respondBy: toIso(offer.respondByMs),
    },
  })
  if (ask.passedOver.every((it) => it.why === 'already-asked')) return
  await recordEvent(trx, {
    authorityId,
    atMs,
    type: 'order.passed-over',
    actor,
    subject: order.id,
    data: { offerId: offer.id, asked: contractorId, passedOver: ask.passedOver },
  })
}

async function raiseAlarm(
  trx: Trx,
  order: StoredOrder,
  passedOver: readonly PassedOver[],
  askedCount: number,
  nowMs: number,
): Promise<void> {
  // without it nobody would look at the order again
  await changeOrder(trx, order, { alarm_at: nowMs })
  const why = alarmWhy(passedOver, askedCount)
  await recordEvent(trx, {
    authorityId: order.authorityId,
    atMs: nowMs,
    type: 'order.alarm',
    actor: SYSTEM,
    subject: order.id,
    data: { routeId: order.routeId, level: order.level, why, asked: askedCount, passedOver },
  })
  await tellDuty(trx, order, 'order.alarm', { why, asked: askedCount, passedOver }, nowMs)
}
