import type { Actor, OrderState } from '../domain/order.ts'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import type { Trx } from '../store/database.ts'
import { recordEvent } from '../store/events/record-event.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import type { OrderChange } from '../store/orders/update-order.ts'
import { changeOrder } from './change-order.ts'
import { stateWhenCompleted, stateWhenStarted } from './deadline.ts'
import { type OrderCommand, step } from './order-machine.ts'
import { requireOrder } from './require.ts'

export interface Move {
  readonly orderId: string
  readonly command: OrderCommand
  readonly actor: Actor
  /** When it happened, which may be a little before it is reported. */
  readonly atMs: number
  readonly nowMs: number
  readonly reason?: string | undefined
  readonly contractorId?: string
}

export interface Moved {
  readonly before: StoredOrder
  readonly after: StoredOrder
  /** False when the order was already there: a repeat of the command. */
  readonly changed: boolean
}

const TIME_COLUMN = {
  requested: 'requested_at',
  accepted: 'accepted_at',
  started: 'started_at',
  completed: 'completed_at',
} as const

/**
 * Takes an order one step by its machine: compare-and-set, stamped, with a journal line, in the caller's transaction.
 * Throws `not-found`; `conflict` when the state does not allow the command or somebody else was faster.
 */
export async function moveOrder(trx: Trx, move: Move): Promise<Moved> {
  const before = await requireOrder(trx, move.orderId)
  const next = step(before.state, move.command)
  if (next.kind === 'repeat') return { before, after: before, changed: false }
  if (next.kind === 'refuse') {
    const allowed = next.allowed.length === 0 ? say('nothing-more') : next.allowed
    const stands = { id: before.id, state: say(`state-${before.state}`), allowed, command: move.command }
    throw new YukibanError('conflict', say('order-step-refused', stands))
  }
  await changeOrder(trx, before, columns(before, next.to, move))
  const after = await requireOrder(trx, move.orderId)
  await recordEvent(trx, {
    authorityId: after.authorityId,
    atMs: move.nowMs,
    type: `order.${next.to}`,
    actor: move.actor,
    subject: after.id,
    contractorId: after.contractorId,
    data: {
      routeId: after.routeId,
      level: after.level,
      at: move.atMs,
      from: before.state,
      ...(move.reason === undefined ? {} : { reason: move.reason }),
    },
  })
  return { before, after, changed: true }
}

function columns(before: StoredOrder, to: OrderState, move: Move): OrderChange {
  const closed = to === 'completed' || to === 'rejected' || to === 'withdrawn'
  return {
    state: to,
    ...(to in TIME_COLUMN ? { [TIME_COLUMN[to as keyof typeof TIME_COLUMN]]: move.atMs } : {}),
    ...deadlineColumn(before, to, move.atMs),
    ...(move.contractorId === undefined ? {} : { contractor_id: move.contractorId, alarm_at: null }),
    ...(closed ? { closed_at: move.nowMs, closed_reason: move.reason ?? null, alarm_at: null } : {}),
  }
}

function deadlineColumn(before: StoredOrder, to: OrderState, atMs: number): OrderChange {
  if (before.level !== 'dispatch') return {}
  if (to === 'started') return { deadline_state: stateWhenStarted(before, atMs) }
  return to === 'completed' ? { deadline_state: stateWhenCompleted(before, atMs) } : {}
}
