import type { DeclineCode } from '../domain/decline.ts'
import type { Actor, CallOut, OfferState } from '../domain/order.ts'
import { YukibanError } from '../errors.ts'
import { type Saying, say } from '../problems/say.ts'
import { THINGS } from '../problems/texts/parts.ts'
import { type CallOutItem, callOutItems } from '../store/call-outs/call-out-items.ts'
import { findCallOut } from '../store/call-outs/find-call-out.ts'
import { markCallOutRead } from '../store/call-outs/mark-call-out-read.ts'
import type { Db, Trx } from '../store/database.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { markOfferRead } from '../store/offers/mark-offer-read.ts'
import { type Answer, refuseOffer, takeOffer } from './answer-offer.ts'
import type { CommandContext } from './context.ts'

/** A call-out with what it asks for, the most urgent first. */
export interface CallOutView {
  readonly callOut: CallOut
  readonly items: readonly CallOutItem[]
}

export interface CallOutInput {
  readonly callOutId: string
  readonly actor: Actor
  /** Answer for these orders of it alone; the others stay open. All of it when absent. */
  readonly orderIds?: readonly string[] | undefined
  readonly reason?: string | undefined
}

/** The call-out and its orders by urgency. Throws `not-found`. */
export async function requireCallOut(db: Db | Trx, id: string): Promise<CallOutView> {
  const callOut = await findCallOut(db, id)
  if (callOut === undefined)
    throw new YukibanError('not-found', say('there-is-no-thing', { thing: THINGS['call-out'], id }))
  return { callOut, items: await callOutItems(db, id) }
}

/**
 * The contractor takes every order of a call-out that is still asked for, or those it names, in one transaction. What ran
 * out or was taken back meanwhile is left as it is: the answer shows it. May be repeated.
 * Throws `not-found`; `conflict` when nothing of what it answers for is open or accepted.
 */
export async function acceptCallOut(ctx: CommandContext, input: CallOutInput): Promise<CallOutView> {
  return answerCallOut(ctx, input, 'accepted', takeOffer)
}

/**
 * The contractor cannot take what is still open of a call-out, or the orders it names; for each of them the next on the
 * roster is asked at once, the most urgent first. May be repeated.
 * Throws `not-found`; `conflict` when nothing of what it answers for is open or declined.
 */
export async function declineCallOut(
  ctx: CommandContext,
  input: CallOutInput & { readonly code?: DeclineCode | undefined },
): Promise<CallOutView> {
  return answerCallOut(ctx, input, 'declined', refuseOffer)
}

/** The contractor has seen the call-out as it stands: noted once for it and for each of its offers. */
export async function readCallOut(ctx: CommandContext, input: CallOutInput): Promise<CallOutView> {
  using _ = ctx.clock.hold()
  const nowMs = ctx.clock.now()
  const { view, news } = await ctx.db.transaction().execute(async (trx) => {
    const { items } = await requireCallOut(trx, input.callOutId)
    let news = await markCallOutRead(trx, input.callOutId, nowMs)
    for (const { offer } of items) {
      if (offer.readAtMs !== null || !(await markOfferRead(trx, offer.id, nowMs))) continue
      news = true
      const { authorityId, contractorId, orderId, callOutId } = offer
      const what = { type: 'offer.read', actor: input.actor, subject: offer.id, contractorId }
      await recordEvent(trx, { authorityId, atMs: nowMs, ...what, data: { orderId, callOutId } })
    }
    return { view: await requireCallOut(trx, input.callOutId), news }
  })
  if (news) ctx.nudges.deliver()
  return view
}

async function answerCallOut(
  ctx: CommandContext,
  input: CallOutInput & { readonly code?: DeclineCode | undefined },
  state: 'accepted' | 'declined',
  give: (trx: Trx, offer: CallOutItem['offer'], answer: Answer) => Promise<void>,
): Promise<CallOutView> {
  using _ = ctx.clock.hold()
  const nowMs = ctx.clock.now()
  const { actor, reason, code } = input
  const view = await ctx.db.transaction().execute(async (trx) => {
    const before = await requireCallOut(trx, input.callOutId)
    const answered = chosen(before, input.orderIds)
    const open = answered.filter((it) => it.offer.state === 'open')
    if (open.length === 0 && !answered.some((it) => it.offer.state === state)) throw over(before, answered, state)
    for (const { offer } of open) await give(trx, offer, { actor, nowMs, reason, code, policy: ctx.policy })
    return requireCallOut(trx, input.callOutId)
  })
  ctx.nudges.deliver()
  return view
}

function chosen({ callOut, items }: CallOutView, orderIds: readonly string[] | undefined): readonly CallOutItem[] {
  if (orderIds === undefined) return items
  const unknown = orderIds.find((id) => !items.some((it) => it.order.id === id))
  if (unknown !== undefined) {
    throw new YukibanError('not-found', say('call-out-without-order', { id: callOut.id, order: unknown }))
  }
  return items.filter((it) => orderIds.includes(it.order.id))
}

function over({ callOut }: CallOutView, items: readonly CallOutItem[], state: OfferState): YukibanError {
  const each = [...new Set(items.map((it) => it.offer.state))].map<Saying>((it) => say(`state-${it}`))
  const states = each.length === 0 ? say('no-orders') : each.reduce((one, other) => say('two-states', { one, other }))
  return new YukibanError('conflict', say('call-out-closed', { id: callOut.id, states, answer: say(`state-${state}`) }))
}
