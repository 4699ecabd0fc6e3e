import type { Trx } from '../database.ts'
import type { StoredOrder } from './order-row.ts'

/**
 * Adds an order unless one of its level is already open on the route (unique index `one_open_order`).
 * @returns false when there is one.
 */
export async function insertOrder(trx: Trx, order: StoredOrder): Promise<boolean> {
  const result = await trx
    .insertInto('orders')
    .values({
      id: order.id,
      authority_id: order.authorityId,
      route_id: order.routeId,
      level: order.level,
      state: order.state,
      version: order.version,
      priority: order.priority,
      decision_id: order.decisionId,
      criterion_id: order.criterionId,
      reason: order.reason,
      contractor_id: order.contractorId,
      respond_min: order.respondMin,
      created_at: order.createdAtMs,
      finish_by_at: order.finishByMs,
      start_by_at: order.startByMs,
      deadline_state: order.deadlineState,
      requested_at: order.requestedAtMs,
      accepted_at: order.acceptedAtMs,
      started_at: order.startedAtMs,
      completed_at: order.completedAtMs,
      closed_at: order.closedAtMs,
      closed_reason: order.closedReason,
      alarm_at: order.alarmAtMs,
      no_longer_needed_at: order.noLongerNeededAtMs,
    })
    .onConflict((oc) => oc.doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}
