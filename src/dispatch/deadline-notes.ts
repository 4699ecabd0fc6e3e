import type { Actor } from '../domain/order.ts'
import { toIso } from '../domain/time.ts'
import type { Trx } from '../store/database.ts'
import { recordEvent } from '../store/events/record-event.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { updateOrder } from '../store/orders/update-order.ts'
import { type DeadlineChange, type DeadlineWhy, deadlineChange } from './deadline.ts'
import type { Moved } from './move-order.ts'
import { tellDuty } from './tell-duty.ts'

const WATCH: Actor = { kind: 'system', id: 'deadline' }

/**
 * Notes what time has made of an order's deadline, in the caller's transaction: at risk, or no longer to be met. Each is
 * told once: the order's own state remembers it.
 * @returns the order as it then is.
 */
export async function noteDeadline(trx: Trx, order: StoredOrder, nowMs: number, warnMs: number): Promise<StoredOrder> {
  const change = deadlineChange(order, nowMs, warnMs)
  if (change === undefined || !(await updateOrder(trx, order, { deadline_state: change.state }))) return order
  const noted = { ...order, deadlineState: change.state, version: order.version + 1 }
  await record(trx, noted, change, WATCH, nowMs)
  const { state: deadline, why } = change
  await tellDuty(trx, noted, 'order.at-risk', { deadline, why }, nowMs)
  return noted
}

/** Notes that an order was completed after its deadline, unless that was known before. */
export async function noteLateCompletion(trx: Trx, { before, after }: Moved, actor: Actor, nowMs: number) {
  if (after.deadlineState !== 'missed' || before.deadlineState === 'missed') return
  await record(trx, after, { state: 'missed', why: 'completed-late' }, actor, nowMs)
}

async function record(trx: Trx, order: StoredOrder, change: DeadlineChange, actor: Actor, nowMs: number) {
  const { startByMs, finishByMs, contractorId } = order
  const why: DeadlineWhy = change.why
  await recordEvent(trx, {
    authorityId: order.authorityId,
    atMs: nowMs,
    type: change.state === 'at-risk' ? 'order.at-risk' : 'order.deadline-missed',
    actor,
    subject: order.id,
    contractorId,
    data: {
      routeId: order.routeId,
      level: order.level,
      why,
      startBy: startByMs === null ? null : toIso(startByMs),
      finishBy: finishByMs === null ? null : toIso(finishByMs),
    },
  })
}
