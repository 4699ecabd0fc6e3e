import type { Actor } from '../domain/order.ts'
import type { Trx } from '../store/database.ts'
import { recordEvent } from '../store/events/record-event.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { changeOrder } from './change-order.ts'
import { recordCompletion } from './commands.ts'
import type { CommandContext } from './context.ts'
import { type Moved, moveOrder } from './move-order.ts'
import { requireOrder } from './require.ts'

/** The work on one route, as its crew reports it afterwards. Times are epoch ms. */
export interface RouteWork {
  readonly orderId: string
  /** When it began; null: as it was reported then. */
  readonly startedAtMs: number | null
  readonly finishedAtMs: number
  /** When each pass ended; empty: one pass, at the end. */
  readonly passesAtMs: readonly number[]
  readonly note: string | null
}

/**
 * Completes orders with the times of their routes, all or none. An accepted order whose start was never reported starts
 * by the report; a start reported before is set right by it. Those completed before stay as they were.
 * Throws `not-found`; `conflict` when an order was not accepted, or not started and the report does not say when.
 */
export async function completeRoutes(
  ctx: CommandContext,
  input: { readonly actor: Actor; readonly routes: readonly RouteWork[] },
): Promise<StoredOrder[]> {
  using _ = ctx.clock.hold()
  const nowMs = ctx.clock.now()
  const moves = await ctx.db.transaction().execute(async (trx) => {
    const made: Moved[] = []
    for (const work of input.routes) made.push(await completeRoute(trx, work, input.actor, nowMs))
    return made
  })
  ctx.nudges.deliver()
  for (const { after, changed } of moves) {
    if (changed && after.level === 'dispatch') ctx.nudges.passRecorded(after.routeId)
  }
  return moves.map((it) => it.after)
}

async function completeRoute(trx: Trx, work: RouteWork, actor: Actor, nowMs: number): Promise<Moved> {
  const { orderId, finishedAtMs: atMs, passesAtMs, note } = work
  if (work.startedAtMs !== null) await startAsReported(trx, orderId, work.startedAtMs, actor, nowMs)
  const move = { orderId, command: 'complete', actor, atMs, nowMs } as const
  const moved = await moveOrder(trx, note === null ? move : { ...move, reason: note })
  if (moved.changed) await recordCompletion(trx, moved, { actor, atMs, passesAtMs }, nowMs)
  return moved
}

async function startAsReported(trx: Trx, orderId: string, atMs: number, actor: Actor, nowMs: number): Promise<void> {
  const order = await requireOrder(trx, orderId)
  if (order.state === 'accepted') await moveOrder(trx, { orderId, command: 'start', actor, atMs, nowMs })
  if (order.state !== 'started' || order.startedAtMs === atMs) return
  await changeOrder(trx, order, { started_at: atMs })
  await recordEvent(trx, {
    authorityId: order.authorityId,
    atMs: nowMs,
    type: 'order.start-corrected',
    actor,
    subject: orderId,
    contractorId: order.contractorId,
    data: { routeId: order.routeId, level: order.level, at: atMs, from: order.startedAtMs },
  })
}
