import { type Static, Type } from 'typebox'
import { ORDER_STATES } from '../domain/order.ts'
import { toIso } from '../domain/time.ts'
import type { Db } from '../store/database.ts'
import { findDecision } from '../store/decisions/find-decision.ts'
import { listOffers } from '../store/offers/list-offers.ts'
import { findOrder } from '../store/orders/find-order.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { DecisionSchema, decisionView } from './decision-view.ts'
import { OfferSchema, offerView } from './offer-view.ts'
import { noSuch, ownedBy, type Principal } from './principal.ts'
import { nullableText, nullableTime, oneOf, record, ref, Time } from './schema.ts'
import { isoOrNull } from './times.ts'

const LEVELS = ['standby', 'dispatch'] as const

export const OrderSchema = record(
  {
    id: Type.String(),
    routeId: Type.String(),
    level: oneOf(LEVELS, '`standby`: crews stand by (待機). `dispatch`: crews go (出動).'),
    state: oneOf(ORDER_STATES),
    version: Type.Integer(),
    decisionId: nullableText(),
    criterionId: nullableText(),
    contractorId: nullableText('Who accepted it.'),
    respondMin: Type.Number({ description: 'Time a contractor has to answer, minutes.' }),
    createdAt: Time,
    finishBy: nullableTime('When the route should be done.'),
    startBy: nullableTime('Latest start that still makes `finishBy`.'),
    requestedAt: nullableTime(),
    acceptedAt: nullableTime(),
    startedAt: nullableTime(),
    completedAt: nullableTime(),
    closedAt: nullableTime(),
    closedReason: nullableText(),
    alarmAt: nullableTime('Set when nobody on the roster took it: an officer must act.'),
  },
  { $id: 'Order' },
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

/** An order as its caller may see it: a contractor does not learn who else was asked or why. */
export function orderView(order: StoredOrder, principal: Principal): OrderView {
  const own = principal.contractorId === null || order.contractorId === principal.contractorId
  const office = principal.contractorId === null
  const { id, routeId, level, state, version, respondMin, closedReason } = order
  return {
    id,
    routeId,
    level,
    state,
    version,
    decisionId: office ? order.decisionId : null,
    criterionId: office ? order.criterionId : null,
    contractorId: own ? order.contractorId : null,
    respondMin,
    createdAt: toIso(order.createdAtMs),
    finishBy: isoOrNull(order.finishByMs),
    startBy: isoOrNull(order.startByMs),
    requestedAt: isoOrNull(order.requestedAtMs),
    acceptedAt: isoOrNull(order.acceptedAtMs),
    startedAt: isoOrNull(order.startedAtMs),
    completedAt: isoOrNull(order.completedAtMs),
    closedAt: isoOrNull(order.closedAtMs),
    closedReason: own ? closedReason : null,
    alarmAt: office ? isoOrNull(order.alarmAtMs) : null,
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
    ...orderView(order, principal),
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
