import type { Selectable } from 'kysely'
import type { Level } from '../../domain/criterion.ts'
import type { DeadlineState, Order, OrderState } from '../../domain/order.ts'
import type { OrderRow } from '../tables.ts'

/** An order together with how long its contractors may take to answer, minutes. */
export interface StoredOrder extends Order {
  readonly respondMin: number
}

export function orderFromRow(row: Selectable<OrderRow>): StoredOrder {
  return {
    id: row.id,
    authorityId: row.authority_id,
    routeId: row.route_id,
    level: row.level as Level,
    state: row.state as OrderState,
    version: row.version,
    priority: row.priority,
    decisionId: row.decision_id,
    criterionId: row.criterion_id,
    reason: row.reason,
    contractorId: row.contractor_id,
    respondMin: row.respond_min,
    createdAtMs: row.created_at,
    finishByMs: row.finish_by_at,
    startByMs: row.start_by_at,
    deadlineState: row.deadline_state as DeadlineState,
    requestedAtMs: row.requested_at,
    acceptedAtMs: row.accepted_at,
    startedAtMs: row.started_at,
    completedAtMs: row.completed_at,
    closedAtMs: row.closed_at,
    closedReason: row.closed_reason,
    alarmAtMs: row.alarm_at,
    ladderAfterOfferId: row.ladder_after_offer,
    noLongerNeededAtMs: row.no_longer_needed_at,
  }
}
