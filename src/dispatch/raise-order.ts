import type { Level } from '../domain/criterion.ts'
import type { Actor } from '../domain/order.ts'
import type { Route } from '../domain/route.ts'
import { priorityFor } from '../store/city-modes/priority-for.ts'
import type { Trx } from '../store/database.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { newId } from '../store/ids.ts'
import { insertOrder } from '../store/orders/insert-order.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { orderTimes } from './deadline.ts'
import { noteDeadline } from './deadline-notes.ts'
import { askContractor, offerToNext } from './offer-ladder.ts'
import { DISPATCH_DEFAULTS, type DispatchPolicy } from './policy.ts'
import { requireAuthority, requireOrder } from './require.ts'
import { tellDuty } from './tell-duty.ts'

export interface OrderRequest {
  readonly route: Route
  readonly level: Level
  /** proposed: an officer must approve first. requested: contractors are asked at once. */
  readonly state: 'proposed' | 'requested'
  readonly decisionId: string | null
  /** null: a person's order. */
  readonly criterionId: string | null
  /** How long a contractor may take to answer, minutes. */
  readonly respondMin: number
  readonly actor: Actor
  readonly nowMs: number
  /** 1 (first) to 9; what the modes of the authority say when absent. */
  readonly priority?: number | undefined
  /** Why a person raised it. */
  readonly reason?: string | undefined
  /** Asked before the roster, whatever it says. */
  readonly contractorId?: string | undefined
  /** DISPATCH_DEFAULTS when absent. */
  readonly policy?: DispatchPolicy | undefined
}

/**
 * Opens an order on a route, with its first offer when it is requested outright, or with word to the officers on duty
 * when it is proposed; all in the caller's transaction. One that can no longer be done in time says so at once.
 * @returns the order as it then is; undefined when one of that level is already open there.
 */
export async function raiseOrder(trx: Trx, request: OrderRequest): Promise<StoredOrder | undefined> {
  const { nowMs, policy = DISPATCH_DEFAULTS } = request
  const order = await newOrder(trx, request, policy)
  if (!(await insertOrder(trx, order))) return undefined
  await recordEvent(trx, {
    authorityId: order.authorityId,
    atMs: nowMs,
    type: `order.${order.state}`,
    actor: request.actor,
    subject: order.id,
    data: {
      routeId: order.routeId,
      level: order.level,
      priority: order.priority,
      decisionId: order.decisionId,
      ...(order.reason === null ? {} : { reason: order.reason }),
    },
  })
  const noted = await noteDeadline(trx, order, nowMs, policy.warnMs)
  if (noted.state === 'proposed') await tellDuty(trx, noted, 'order.proposed', { decisionId: noted.decisionId }, nowMs)
  else await ask(trx, noted, request, policy)
  return requireOrder(trx, order.id)
}

async function ask(trx: Trx, order: StoredOrder, request: OrderRequest, policy: DispatchPolicy): Promise<void> {
  const { contractorId, actor, reason, nowMs } = request
  if (contractorId === undefined) {
    await offerToNext(trx, order, nowMs, policy)
    return
  }
  const named = { contractorId, rank: 0, why: 'named', passedOver: [], actor } as const
  await askContractor(trx, order, { ...named, ...(reason === undefined ? {} : { reason }) }, nowMs, policy)
}

async function newOrder(trx: Trx, request: OrderRequest, policy: DispatchPolicy): Promise<StoredOrder> {
  const { route, nowMs } = request
  const { timeZone } = await requireAuthority(trx, route.authorityId)
  const { finishByMs, startByMs } = orderTimes(route, timeZone, nowMs, policy.graceMs)
  return {
    id: newId('order', nowMs),
    authorityId: route.authorityId,
    routeId: route.id,
    level: request.level,
    state: request.state,
    version: 1,
    priority: request.priority ?? (await priorityFor(trx, route.authorityId, route.roadClass)),
    decisionId: request.decisionId,
    criterionId: request.criterionId,
    reason: request.reason ?? null,
    contractorId: null,
    respondMin: request.respondMin,
    createdAtMs: nowMs,
    finishByMs,
    startByMs,
    deadlineState: 'on-time',
    requestedAtMs: request.state === 'requested' ? nowMs : null,
    acceptedAtMs: null,
    startedAtMs: null,
    completedAtMs: null,
    closedAtMs: null,
    closedReason: null,
    alarmAtMs: null,
    ladderAfterOfferId: null,
    noLongerNeededAtMs: null,
  }
}
