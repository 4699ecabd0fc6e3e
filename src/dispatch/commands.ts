import type { Actor } from '../domain/order.ts'
import type { Trx } from '../store/database.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { recordPass } from '../store/passes/record-pass.ts'
import type { CommandContext } from './context.ts'
import { noteLateCompletion } from './deadline-notes.ts'
import { type Moved, moveOrder } from './move-order.ts'
import { offerToNext } from './offer-ladder.ts'
import { requireOrder } from './require.ts'
import { tellIfOthersDid, tellWithdrawn } from './tell.ts'

export { acceptOffer, declineOffer, type OfferInput } from './answer-offer.ts'
export type { CommandContext } from './context.ts'
export { tellWithdrawn } from './tell.ts'

export interface OrderInput {
  readonly orderId: string
  readonly actor: Actor
  readonly reason?: string
  /** When it happened, epoch ms; now if absent. */
  readonly atMs?: number
}

/*
 * Commands that people, contractors and rules give. Each is one transaction, may be repeated safely, and throws
 * `not-found` or `conflict`. Who may give it is the caller's to check.
 */

/** An officer approves a proposal: contractors are asked. */
export async function approveOrder(ctx: CommandContext, input: OrderInput): Promise<StoredOrder> {
  return run(ctx, input, 'approve', async (trx, { after }, nowMs) => {
    await offerToNext(trx, after, nowMs, ctx.policy)
  })
}

/** An officer turns a proposal down; the criterion stays quiet until it has released and fires anew. */
export async function rejectOrder(ctx: CommandContext, input: OrderInput): Promise<StoredOrder> {
  return run(ctx, input, 'reject', async () => {})
}

/** Takes an order back; whoever was asked or had accepted is told. */
export async function withdrawOrder(ctx: CommandContext, input: OrderInput): Promise<StoredOrder> {
  const { actor, reason } = input
  return run(ctx, input, 'withdraw', (trx, moved, nowMs) => tellWithdrawn(trx, moved, { actor, reason, nowMs }))
}

/** The contractor's crew has begun. */
export async function startOrder(ctx: CommandContext, input: OrderInput): Promise<StoredOrder> {
  return run(ctx, input, 'start', (trx, moved, nowMs) => tellIfOthersDid(trx, moved, input.actor, nowMs))
}

/** The route is plowed: recorded as a pass, from which its depth since pass counts anew. */
export async function completeOrder(ctx: CommandContext, input: OrderInput): Promise<StoredOrder> {
  const order = await run(ctx, input, 'complete', (trx, moved, nowMs) => recordCompletion(trx, moved, input, nowMs))
  if (order.level === 'dispatch') ctx.nudges.passRecorded(order.routeId)
  return order
}

/**
 * What a completion brings with it, in its transaction: the passes of a dispatch (one, at its end, when none are named), a
 * deadline that was not met, and news
 * for the contractor when somebody else reported it.
 */
export async function recordCompletion(
  trx: Trx,
  moved: Moved,
  { actor, atMs, passesAtMs = [] }: Pick<OrderInput, 'actor' | 'atMs'> & { readonly passesAtMs?: readonly number[] },
  nowMs: number,
): Promise<void> {
  const { after } = moved
  if (after.level === 'dispatch') {
    const source = actor.kind === 'contractor' ? 'contractor' : 'officer'
    const pass = { routeId: after.routeId, source, actor, orderId: after.id, recordedAtMs: nowMs } as const
    for (const passAtMs of passesAtMs.length > 0 ? passesAtMs : [atMs ?? nowMs]) {
      await recordPass(trx, { ...pass, atMs: passAtMs })
    }
    await noteLateCompletion(trx, moved, actor, nowMs)
  }
  await tellIfOthersDid(trx, moved, actor, nowMs)
}

async function run(
  ctx: CommandContext,
  input: OrderInput,
  command: 'approve' | 'reject' | 'withdraw' | 'start' | 'complete',
  effect: (trx: Trx, moved: Moved, nowMs: number) => Promise<void>,
): Promise<StoredOrder> {
  using _ = ctx.clock.hold()
  const nowMs = ctx.clock.now()
  const order = await ctx.db.transaction().execute(async (trx) => {
    const { orderId, actor, reason } = input
    const moved = await moveOrder(trx, { orderId, command, actor, reason, atMs: input.atMs ?? nowMs, nowMs })
    if (moved.changed) await effect(trx, moved, nowMs)
    return requireOrder(trx, orderId)
  })
  ctx.nudges.deliver()
  return order
}
