import type { Actor } from '../domain/order.ts'
import type { Trx } from '../store/database.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { findOrder } from '../store/orders/find-order.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { changeOrder } from './change-order.ts'
import { moveOrder } from './move-order.ts'
import { tellWithdrawn } from './tell.ts'
import { tellDuty } from './tell-duty.ts'

export interface Release {
  /** The rule that no longer asks for the order. */
  readonly actor: Actor
  readonly reason: string
  readonly nowMs: number
}

/** withdrawn: taken back. no-longer-needed: a crew has taken it, so an officer decides. left: nothing to do. */
export type Released = 'withdrawn' | 'no-longer-needed' | 'left'

/**
 * What a rule does with its order once it no longer holds, in the caller's transaction: takes back what nobody has
 * accepted, and releases a stand-by that has not begun. A crew that is on its way, or standing by, is never recalled by a
 * rule: the officers on duty are told instead, once. Work on the road is left to finish, and what a person ordered, which
 * the rule found there when it fired, is the person's to take back.
 */
export async function releaseOrder(trx: Trx, orderId: string, release: Release): Promise<Released> {
  const order = await findOrder(trx, orderId)
  if (order === undefined || order.reason !== null) return 'left'
  const { state, level } = order
  const unaccepted = state === 'proposed' || state === 'requested'
  if (unaccepted || (state === 'accepted' && level === 'standby')) {
    const moved = await moveOrder(trx, { orderId, command: 'withdraw', atMs: release.nowMs, ...release })
    await tellWithdrawn(trx, moved, release)
    return 'withdrawn'
  }
  const ready = state === (level === 'standby' ? 'started' : 'accepted')
  if (!ready || order.noLongerNeededAtMs !== null) return 'left'
  await noteNoLongerNeeded(trx, order, release)
  return 'no-longer-needed'
}

async function noteNoLongerNeeded(trx: Trx, order: StoredOrder, release: Release): Promise<void> {
  const { actor, reason, nowMs } = release
  await changeOrder(trx, order, { no_longer_needed_at: nowMs })
  await recordEvent(trx, {
    authorityId: order.authorityId,
    atMs: nowMs,
    type: 'order.no-longer-needed',
    actor,
    subject: order.id,
    data: { routeId: order.routeId, level: order.level, contractorId: order.contractorId, reason },
  })
  const more = { why: 'no-longer-needed', contractorId: order.contractorId, reason }
  await tellDuty(trx, order, 'order.alarm', more, nowMs)
}
