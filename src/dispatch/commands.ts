import type { Actor, Offer } from '../domain/order.ts'
import { YukibanError } from '../errors.ts'
import type { Trx } from '../store/database.ts'
import { enqueueDelivery } from '../store/deliveries/enqueue-delivery.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { closeOffer } from '../store/offers/close-offer.ts'
import { listOffers } from '../store/offers/list-offers.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { recordPass } from '../store/passes/record-pass.ts'
import type { CommandContext } from './context.ts'
import { type Moved, moveOrder } from './move-order.ts'
import { offerToNext } from './offer-ladder.ts'
import { requireOffer, requireOrder, requireRoute } from './require.ts'

export type { CommandContext } from './context.ts'

export interface OrderInput {
  readonly orderId: string
  readonly actor: Actor
  readonly reason?: string
  /** When it happened, epoch ms; now if absent. */
  readonly atMs?: number
}

export interface OfferInput {
  readonly offerId: string
  readonly actor: Actor
  readonly reason?: string
}

/*
 * Commands that people, contractors and rules give. Each is one transaction, may be repeated safely, and throws
 * `not-found` or `conflict`. Who may give it is the caller's to check.
 */

/** An officer approves a proposal: contractors are asked. */
export async function approveOrder(ctx: CommandContext, input: OrderInput): Promise<StoredOrder> {
  return run(ctx, input, 'approve', async (trx, { after }, nowMs) => {
    await offerToNext(trx, after, nowMs)
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
  const order = await run(ctx, input, 'complete', async (trx, moved, nowMs) => {
    if (moved.after.level === 'dispatch') {
      await recordPass(trx, {
        routeId: moved.after.routeId,
        atMs: input.atMs ?? nowMs,
        source: input.actor.kind === 'contractor' ? 'contractor' : 'officer',
        actor: input.actor,
        orderId: moved.after.id,
        recordedAtMs: nowMs,
      })
    }
    await tellIfOthersDid(trx, moved, input.actor, nowMs)
  })
  if (order.level === 'dispatch') ctx.nudges.passRecorded(order.routeId)
  return order
}

/** The contractor takes the job; pending escalation ends in the same transaction. */
export async function acceptOffer(ctx: CommandContext, input: OfferInput): Promise<Offer> {
  return answerOffer(ctx, input, 'accepted', async (trx, offer, nowMs) => {
    await moveOrder(trx, {
      orderId: offer.orderId,
      command: 'accept',
      actor: input.actor,
      atMs: nowMs,
      nowMs,
      contractorId: offer.contractorId,
    })
  })
}

/** The contractor cannot; the next on the roster is asked at once. */
export async function declineOffer(ctx: CommandContext, input: OfferInput): Promise<Offer> {
  return answerOffer(ctx, input, 'declined', async (trx, offer, nowMs) => {
    await offerToNext(trx, await requireOrder(trx, offer.orderId), nowMs)
  })
}

async function answerOffer(
  ctx: CommandContext,
  input: OfferInput,
  state: 'accepted' | 'declined',
  effect: (trx: Trx, offer: Offer, nowMs: number) => Promise<void>,
): Promise<Offer> {
  using _ = ctx.clock.hold()
  const nowMs = ctx.clock.now()
  const offer = await ctx.db.transaction().execute(async (trx) => {
    const before = await requireOffer(trx, input.offerId)
    if (before.state === state) return before
    if (!(await closeOffer(trx, before.id, { state, atMs: nowMs, reason: input.reason ?? null }))) {
      throw new YukibanError('conflict', `offer ${before.id} is ${before.state} and can no longer be ${state}`)
    }
    await recordEvent(trx, {
      authorityId: before.authorityId,
      atMs: nowMs,
      type: `offer.${state}`,
      actor: input.actor,
      subject: before.id,
      contractorId: before.contractorId,
      data: { orderId: before.orderId, ...(input.reason === undefined ? {} : { reason: input.reason }) },
    })
    await effect(trx, before, nowMs)
    return requireOffer(trx, input.offerId)
  })
  ctx.nudges.deliver()
  return offer
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

/** Ends what a withdrawn order still had under way and tells its contractor; shared by officers and rules. */
export async function tellWithdrawn(
  trx: Trx,
  { after }: Moved,
  by: { readonly actor: Actor; readonly reason?: string | undefined; readonly nowMs: number },
): Promise<void> {
  const { nowMs } = by
  const reason = by.reason ?? null
  const [open] = await listOffers(trx, { orderId: after.id, state: 'open', limit: 1 })
  if (open !== undefined && (await closeOffer(trx, open.id, { state: 'withdrawn', atMs: nowMs, reason }))) {
    await recordEvent(trx, {
      authorityId: open.authorityId,
      atMs: nowMs,
      type: 'offer.withdrawn',
      actor: by.actor,
      subject: open.id,
      contractorId: open.contractorId,
      data: { orderId: after.id, ...(reason === null ? {} : { reason }) },
    })
  }
  const contractorId = after.contractorId ?? open?.contractorId
  if (contractorId === undefined) return
  await tell(trx, after, contractorId, 'order.withdrawn', { reason }, nowMs)
}

/** A contractor need not be told of what it did itself. */
async function tellIfOthersDid(trx: Trx, moved: Moved, actor: Actor, nowMs: number): Promise<void> {
  const { contractorId, state } = moved.after
  if (contractorId === null || actor.kind === 'contractor') return
  await tell(trx, moved.after, contractorId, 'order.updated', { state }, nowMs)
}

async function tell(
  trx: Trx,
  order: StoredOrder,
  contractorId: string,
  type: 'order.withdrawn' | 'order.updated',
  more: object,
  nowMs: number,
): Promise<void> {
  const route = await requireRoute(trx, order.routeId)
  const data = { orderId: order.id, level: order.level, route: { id: route.id, name: route.name }, ...more }
  await enqueueDelivery(trx, { contractorId, offerId: null, orderId: order.id, type, data, nowMs })
}
