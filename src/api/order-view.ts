import { type Static, Type } from 'typebox'
import { DEADLINE_STATES, ORDER_STATES } from '../domain/order.ts'
import type { Progress } from '../domain/progress.ts'
import { toIso } from '../domain/time.ts'
import { findContractorNames } from '../store/contractors/find-contractor-names.ts'
import type { Db } from '../store/database.ts'
import { criterionVersions } from '../store/decisions/criterion-versions.ts'
import { findDecision } from '../store/decisions/find-decision.ts'
import { callOutsOfOrders } from '../store/offers/call-outs-of-orders.ts'
import { listOffers } from '../store/offers/list-offers.ts'
import { findOrder } from '../store/orders/find-order.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { newestProgress } from '../store/progress/newest-progress.ts'
import { findPlaces, type Place } from '../store/routes/find-places.ts'
import { DecisionSchema, decisionView } from './decision-view.ts'
import { OfferSchema, offerView } from './offer-view.ts'
import { ORDER_EXAMPLE } from './order-example.ts'
import { noSuch, ownedBy, type Principal } from './principal.ts'
import { maySeePositions, ProgressSchema, progressView } from './progress-view.ts'
import { nullableInteger, nullableText, nullableTime, oneOf, record, ref, Time } from './schema.ts'
import { isoOrNull } from './times.ts'

export const LEVELS = ['standby', 'dispatch'] as const

export const OrderSchema = record(
  {
    id: Type.String(),
    routeId: Type.String(),
    routeName: Type.String(),
    blockId: Type.String(),
    blockName: Type.String(),
    level: oneOf(LEVELS, '`standby`: crews stand by (待機). `dispatch`: crews go (出動).'),
    state: oneOf(ORDER_STATES),
    version: Type.Integer(),
    priority: Type.Integer({ description: '1 (first) to 9 (last).' }),
    reason: nullableText("Why a person raised it; null: a rule did, see the order's decision."),
    decisionId: nullableText(),
    criterionId: nullableText(),
    criterionVersion: nullableInteger('Version of the criterion that raised it.'),
    contractorId: nullableText('Who accepted it.'),
    contractorName: nullableText(),
    callOutId: nullableText('The newest call-out it was asked for in.'),
    respondMin: Type.Number({ description: 'Time a contractor has to answer, minutes.' }),
    createdAt: Time,
    finishBy: nullableTime('When the route should be done.'),
    startBy: nullableTime('Latest start that still makes `finishBy`.'),
    deadlineState: oneOf(DEADLINE_STATES, '`missed`: `finishBy` can no longer be met, or was not.'),
    requestedAt: nullableTime(),
    acceptedAt: nullableTime(),
    startedAt: nullableTime(),
    completedAt: nullableTime(),
    closedAt: nullableTime(),
    closedReason: nullableText('Why it was turned down or taken back; the note of a completed one.'),
    alarmAt: nullableTime('Set when nobody on the roster took it: an officer must act.'),
    noLongerNeededAt: nullableTime('Since when its criterion no longer asks for it, though a crew has accepted.'),
    progress: Type.Union([ref(ProgressSchema), Type.Null()], { description: 'What the crew reported last.' }),
    links: record({
      timeline: Type.String({ description: 'Every step of it: who, when, why.' }),
      decision: nullableText('Evidence and reasons, in ja and en.'),
    }),
  },
  { $id: 'Order', examples: [ORDER_EXAMPLE] },
)
type OrderView = Static<typeof OrderSchema>

export const OrderDetailSchema = record(
  {
    ...OrderSchema.properties,
    offers: Type.Array(ref(OfferSchema), { description: 'Newest first; a contractor sees its own.' }),
    decision: Type.Union([ref(DecisionSchema), Type.Null()]),
  },
  { $id: 'OrderDetail' },
)

/** Offers of one order: a roster is far shorter. */
const MAX_OFFERS = 1000

/** What an order's view shows beside the order itself. */
interface Around {
  readonly callOutId: string | null
  readonly criterionVersion: number | null
  readonly progress: Progress | null
  readonly place: Place | undefined
  readonly contractorName: string | null
}

/** Orders as their caller may see them: a contractor does not learn who else was asked or why. */
export async function orderViews(db: Db, orders: readonly StoredOrder[], principal: Principal): Promise<OrderView[]> {
  const ids = orders.map((it) => it.id)
  const office = principal.contractorId === null
  const decisionIds = office ? orders.flatMap((it) => it.decisionId ?? []) : []
  const versions = await criterionVersions(db, decisionIds)
  const callOuts = await callOutsOfOrders(db, ids, principal.contractorId ?? undefined)
  const progress = await newestProgress(db, ids)
  const places = await findPlaces(
    db,
    orders.map((it) => it.routeId),
  )
  const names = await findContractorNames(db, [...new Set(orders.flatMap((it) => it.contractorId ?? []))])
  return orders.map((order) =>
    view(order, principal, {
      callOutId: callOuts.get(order.id) ?? null,
      criterionVersion: versions.get(order.decisionId ?? '') ?? null,
      progress: progress.get(order.id) ?? null,
      place: places.get(order.routeId),
      contractorName: names.get(order.contractorId ?? '') ?? null,
    }),
  )
}

/** One order as its caller may see it. */
export async function orderView(db: Db, order: StoredOrder, principal: Principal): Promise<OrderView> {
  const [shown] = await orderViews(db, [order], principal)
  if (shown === undefined) throw noSuch('order', order.id)
  return shown
}

function view(order: StoredOrder, principal: Principal, around: Around): OrderView {
  const office = principal.contractorId === null
  const own = office || order.contractorId === principal.contractorId
  const { id, routeId, level, state, version, priority, reason, respondMin, deadlineState } = order
  const decisionId = office ? order.decisionId : null
  const progress = own ? around.progress : null
  return {
    id,
    routeId,
    routeName: around.place?.routeName ?? routeId,
    blockId: around.place?.blockId ?? '',
    blockName: around.place?.blockName ?? '',
    level,
    state,
    version,
    priority,
    reason,
    decisionId,
    criterionId: office ? order.criterionId : null,
    criterionVersion: around.criterionVersion,
    contractorId: own ? order.contractorId : null,
    contractorName: own ? around.contractorName : null,
    callOutId: around.callOutId,
    respondMin,
    createdAt: toIso(order.createdAtMs),
    finishBy: isoOrNull(order.finishByMs),
    startBy: isoOrNull(order.startByMs),
    deadlineState,
    requestedAt: isoOrNull(order.requestedAtMs),
    acceptedAt: isoOrNull(order.acceptedAtMs),
    startedAt: isoOrNull(order.startedAtMs),
    completedAt: isoOrNull(order.completedAtMs),
    closedAt: isoOrNull(order.closedAtMs),
    closedReason: own ? order.closedReason : null,
    alarmAt: office ? isoOrNull(order.alarmAtMs) : null,
    noLongerNeededAt: office ? isoOrNull(order.noLongerNeededAtMs) : null,
    progress: progress === null ? null : progressView(progress, maySeePositions(principal, order)),
    links: {
      timeline: `/api/v1/orders/${id}/timeline`,
      decision: decisionId === null ? null : `/api/v1/decisions/${decisionId}`,
    },
  }
}

/** An order with its offers and the decision behind it. */
export async function orderDetail(
  db: Db,
  order: StoredOrder,
  principal: Principal,
): Promise<Static<typeof OrderDetailSchema>> {
  const office = principal.contractorId === null
  const contractorId = principal.contractorId ?? undefined
  const mayReadDecision = office && principal.scopes.has('decisions:read') && order.decisionId !== null
  const decision = mayReadDecision ? await findDecision(db, order.decisionId ?? '') : undefined
  const mayReadOffers = principal.scopes.has('offers:read')
  const offers = mayReadOffers ? await listOffers(db, { orderId: order.id, contractorId, limit: MAX_OFFERS }) : []
  return {
    ...(await orderView(db, order, principal)),
    offers: offers.map(offerView),
    decision: decision === undefined ? null : decisionView(decision),
  }
}

/** The order, if the caller may see it: a contractor must have been asked for it. Throws `not-found`. */
export async function visibleOrder(db: Db, principal: Principal, id: string): Promise<StoredOrder> {
  const order = ownedBy(principal, await findOrder(db, id), 'order', id)
  const { contractorId } = principal
  if (contractorId === null) return order
  const asked = await listOffers(db, { orderId: id, contractorId, limit: 1 })
  if (asked.length === 0) throw noSuch('order', id)
  return order
}
