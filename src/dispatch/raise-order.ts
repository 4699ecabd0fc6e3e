import type { Level } from '../domain/criterion.ts'
import type { Actor } from '../domain/order.ts'
import type { Route } from '../domain/route.ts'
import { MINUTE_MS, nextLocalTime } from '../domain/time.ts'
import type { Trx } from '../store/database.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { newId } from '../store/ids.ts'
import { insertOrder } from '../store/orders/insert-order.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { offerToNext } from './offer-ladder.ts'
import { requireAuthority } from './require.ts'

export interface OrderRequest {
  readonly route: Route
  readonly level: Level
  /** proposed: an officer must approve first. requested: contractors are asked at once. */
  readonly state: 'proposed' | 'requested'
  readonly decisionId: string | null
  readonly criterionId: string | null
  readonly respondMin: number
  readonly actor: Actor
  readonly nowMs: number
}

/**
 * Opens an order on a route, with its first offer when it is requested outright; all in the caller's transaction.
 * @returns undefined when an order of that level is already open there.
 */
export async function raiseOrder(trx: Trx, request: OrderRequest): Promise<StoredOrder | undefined> {
  const { route, nowMs } = request
  const { timeZone } = await requireAuthority(trx, route.authorityId)
  const finishByMs = route.deadline === null ? null : nextLocalTime(route.deadline, timeZone, nowMs)
  const order: StoredOrder = {
    id: newId('order', nowMs),
    authorityId: route.authorityId,
    routeId: route.id,
    level: request.level,
    state: request.state,
    version: 1,
    decisionId: request.decisionId,
    criterionId: request.criterionId,
    contractorId: null,
    respondMin: request.respondMin,
    createdAtMs: nowMs,
    finishByMs,
    startByMs: finishByMs === null ? null : finishByMs - route.plowMinutes * MINUTE_MS,
    requestedAtMs: request.state === 'requested' ? nowMs : null,
    acceptedAtMs: null,
    startedAtMs: null,
    completedAtMs: null,
    closedAtMs: null,
    closedReason: null,
    alarmAtMs: null,
  }
  if (!(await insertOrder(trx, order))) return undefined
  await recordEvent(trx, {
    authorityId: order.authorityId,
    atMs: nowMs,
    type: `order.${order.state}`,
    actor: request.actor,
    subject: order.id,
    data: { routeId: route.id, level: order.level, decisionId: order.decisionId },
  })
  if (order.state === 'requested') await offerToNext(trx, order, nowMs)
  return order
}
