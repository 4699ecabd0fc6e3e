import { type Actor, type DeadlineState, isOpen, type Offer } from '../domain/order.ts'
import { MINUTE_MS, toIso } from '../domain/time.ts'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import type { Trx } from '../store/database.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { closeOffer } from '../store/offers/close-offer.ts'
import { listOffers } from '../store/offers/list-offers.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { changeOrder } from './change-order.ts'
import type { CommandContext } from './context.ts'
import { stateWhenStarted } from './deadline.ts'
import { noteDeadline } from './deadline-notes.ts'
import { askContractor, offerToNext } from './offer-ladder.ts'
import { DISPATCH_DEFAULTS } from './policy.ts'
import { requireOrder, requireRoute } from './require.ts'
import { tellContractor } from './tell.ts'

/*
 * What an officer may do against the ladder and the deadline, always with a reason, which stands in the journal. Each is
 * one transaction, may be repeated safely, and throws `not-found` or `conflict`.
 */

/** What a contractor is told whose offer an officer took back for another; the officer's own reason is not for it. */
export const ANOTHER_IS_ASKED = 'another contractor is asked instead'

export interface Override {
  readonly orderId: string
  readonly actor: Actor
  readonly reason: string
}

/**
 * Asks a named contractor now, whoever was next: what another was asked is taken back. Does nothing when that contractor
 * is being asked already.
 */
export async function chooseContractor(
  ctx: CommandContext,
  input: Override & { readonly contractorId: string },
): Promise<StoredOrder> {
  return override(ctx, input, async (trx, order, nowMs) => {
    requireRequested(order, 'to-offer')
    const open = await openOffer(trx, order.id)
    const { contractorId, actor, reason } = input
    if (open?.contractorId === contractorId) return
    if (open !== undefined) await takeBack(trx, order, open, actor, nowMs)
    const from = open?.contractorId ?? null
    await note(trx, order, 'order.contractor-chosen', { actor, nowMs, data: { from, to: contractorId, reason } })
    const now = await requireOrder(trx, order.id)
    const ask = { contractorId, rank: 0, why: 'named', passedOver: [], actor } as const
    await askContractor(trx, now, ask, nowMs, ctx.policy)
  })
}

/**
 * Asks the roster anew from its top, those included who declined or did not answer: for an order that was left with an
 * officer. Does nothing while somebody is being asked.
 */
export async function reofferOrder(ctx: CommandContext, input: Override): Promise<StoredOrder> {
  return override(ctx, input, async (trx, order, nowMs) => {
    requireRequested(order, 'to-reoffer')
    if ((await openOffer(trx, order.id)) !== undefined) return
    const [newest] = await listOffers(trx, { orderId: order.id, limit: 1 })
    await changeOrder(trx, order, { ladder_after_offer: newest?.id ?? null, alarm_at: null })
    const { actor, reason } = input
    await note(trx, order, 'order.reoffered', { actor, nowMs, data: { reason } })
    await offerToNext(trx, await requireOrder(trx, order.id), nowMs, ctx.policy)
  })
}

/** Sets by when an open order is to be done; null: it has no deadline. Its contractor is told. */
export async function changeDeadline(
  ctx: CommandContext,
  input: Override & { readonly finishByMs: number | null },
): Promise<StoredOrder> {
  return override(ctx, input, async (trx, order, nowMs) => {
    const { finishByMs, actor, reason } = input
    if (order.finishByMs === finishByMs) return
    if (!isOpen(order.state)) {
      throw new YukibanError(
        'conflict',
        say('order-deadline-fixed', { id: order.id, state: say(`state-${order.state}`) }),
      )
    }
    const { plowMinutes } = await requireRoute(trx, order.routeId)
    const startByMs = finishByMs === null ? null : finishByMs - plowMinutes * MINUTE_MS
    const deadline_state = stateUnder(order, startByMs)
    await changeOrder(trx, order, { finish_by_at: finishByMs, start_by_at: startByMs, deadline_state })
    const times = { finishBy: isoOrNull(finishByMs), startBy: isoOrNull(startByMs) }
    const contractorId = order.contractorId ?? (await openOffer(trx, order.id))?.contractorId ?? null
    const data = { from: isoOrNull(order.finishByMs), ...times, reason }
    await note(trx, order, 'order.deadline-changed', { actor, nowMs, contractorId, data })
    const { warnMs } = ctx.policy ?? DISPATCH_DEFAULTS
    const now = await noteDeadline(trx, await requireOrder(trx, order.id), nowMs, warnMs)
    if (contractorId === null) return
    await tellContractor(trx, now, contractorId, 'order.updated', { state: now.state, ...times, reason }, nowMs)
  })
}

/** A deadline state for a latest start: settled by a start that was made, else yet to be judged. */
function stateUnder(order: StoredOrder, startByMs: number | null): DeadlineState {
  const { startedAtMs } = order
  if (order.level !== 'dispatch' || startByMs === null || startedAtMs === null) return 'on-time'
  return stateWhenStarted({ ...order, startByMs }, startedAtMs)
}

async function override(
  ctx: CommandContext,
  input: Override,
  effect: (trx: Trx, order: StoredOrder, nowMs: number) => Promise<void>,
): Promise<StoredOrder> {
  using _ = ctx.clock.hold()
  const nowMs = ctx.clock.now()
  const order = await ctx.db.transaction().execute(async (trx) => {
    await effect(trx, await requireOrder(trx, input.orderId), nowMs)
    return requireOrder(trx, input.orderId)
  })
  ctx.nudges.deliver()
  return order
}

function requireRequested(order: StoredOrder, doing: 'to-offer' | 'to-reoffer'): void {
  if (order.state === 'requested') return
  const how = { id: order.id, state: say(`state-${order.state}`), what: say(doing) }
  const says = order.state === 'proposed' ? say('order-not-approved', how) : say('order-not-requested', how)
  throw new YukibanError('conflict', says)
}

async function openOffer(trx: Trx, orderId: string): Promise<Offer | undefined> {
  const [open] = await listOffers(trx, { orderId, state: 'open', limit: 1 })
  return open
}

async function takeBack(trx: Trx, order: StoredOrder, offer: Offer, actor: Actor, nowMs: number): Promise<void> {
  const reason = ANOTHER_IS_ASKED
  await closeOffer(trx, offer.id, { state: 'withdrawn', atMs: nowMs, reason })
  const { authorityId, contractorId } = offer
  const what = { type: 'offer.withdrawn', actor, subject: offer.id, contractorId }
  await recordEvent(trx, { authorityId, atMs: nowMs, ...what, data: { orderId: order.id, reason } })
  await tellContractor(trx, order, contractorId, 'order.withdrawn', { reason }, nowMs)
}

async function note(
  trx: Trx,
  order: StoredOrder,
  type: string,
  step: { actor: Actor; nowMs: number; contractorId?: string | null; data: Readonly<Record<string, unknown>> },
): Promise<void> {
  const { authorityId, id, routeId, level } = order
  const { actor, nowMs, contractorId = null } = step
  const data = { routeId, level, ...step.data }
  await recordEvent(trx, { authorityId, atMs: nowMs, type, actor, subject: id, contractorId, data })
}

function isoOrNull(atMs: number | null): string | null {
  return atMs === null ? null : toIso(atMs)
}
