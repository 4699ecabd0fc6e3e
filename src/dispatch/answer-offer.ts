import type { DeclineCode } from '../domain/decline.ts'
import type { Actor, Offer } from '../domain/order.ts'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import { markCallOutAnswered } from '../store/call-outs/mark-call-out-answered.ts'
import type { Trx } from '../store/database.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { closeOffer } from '../store/offers/close-offer.ts'
import type { CommandContext } from './context.ts'
import { moveOrder } from './move-order.ts'
import { offerToNext } from './offer-ladder.ts'
import type { DispatchPolicy } from './policy.ts'
import { requireOffer, requireOrder } from './require.ts'
import { endStandBy } from './stand-by.ts'
import { tellIfOthersDid } from './tell.ts'

export interface OfferInput {
  readonly offerId: string
  readonly actor: Actor
  readonly reason?: string
  /** Why it is declined, as a code. */
  readonly code?: DeclineCode
}

/** A contractor's answer, as it is given to one offer or to several at once. */
export interface Answer {
  readonly actor: Actor
  readonly nowMs: number
  readonly reason?: string | undefined
  readonly code?: DeclineCode | undefined
  readonly policy?: DispatchPolicy | undefined
}

/** The contractor takes the job; pending escalation ends in the same transaction. */
export async function acceptOffer(ctx: CommandContext, input: OfferInput): Promise<Offer> {
  return answerOffer(ctx, input, 'accepted', takeOffer)
}

/** The contractor cannot; the next on the roster is asked at once. */
export async function declineOffer(ctx: CommandContext, input: OfferInput): Promise<Offer> {
  return answerOffer(ctx, input, 'declined', refuseOffer)
}

/** Accepts an offer in the caller's transaction. Throws `conflict` when it is no longer open. */
export async function takeOffer(trx: Trx, offer: Offer, answer: Answer): Promise<void> {
  await close(trx, offer, 'accepted', answer)
  const { actor, nowMs } = answer
  const { contractorId, orderId } = offer
  const move = { orderId, command: 'accept', actor, atMs: nowMs, nowMs, contractorId } as const
  const moved = await moveOrder(trx, move)
  await endStandBy(trx, moved.after, contractorId, nowMs)
  await tellIfOthersDid(trx, moved, actor, nowMs)
}

/** Declines an offer in the caller's transaction and asks the next. Throws `conflict` when it is no longer open. */
export async function refuseOffer(trx: Trx, offer: Offer, answer: Answer): Promise<void> {
  await close(trx, offer, 'declined', answer)
  await offerToNext(trx, await requireOrder(trx, offer.orderId), answer.nowMs, answer.policy)
}

async function close(trx: Trx, offer: Offer, state: 'accepted' | 'declined', answer: Answer): Promise<void> {
  const { actor, nowMs, reason, code } = answer
  const closing = {
    state,
    atMs: nowMs,
    reason: reason ?? null,
    declineCode: state === 'declined' ? code : null,
  } as const
  if (!(await closeOffer(trx, offer.id, closing))) {
    throw new YukibanError(
      'conflict',
      say('offer-closed', { id: offer.id, state: say(`state-${offer.state}`), answer: say(`state-${state}`) }),
    )
  }
  if (offer.callOutId !== null) await markCallOutAnswered(trx, offer.callOutId, nowMs)
  await recordEvent(trx, {
    authorityId: offer.authorityId,
    atMs: nowMs,
    type: `offer.${state}`,
    actor,
    subject: offer.id,
    contractorId: offer.contractorId,
    data: {
      orderId: offer.orderId,
      ...(code === undefined || state !== 'declined' ? {} : { code }),
      ...(reason === undefined ? {} : { reason }),
    },
  })
}

async function answerOffer(
  ctx: CommandContext,
  input: OfferInput,
  state: 'accepted' | 'declined',
  give: (trx: Trx, offer: Offer, answer: Answer) => Promise<void>,
): Promise<Offer> {
  using _ = ctx.clock.hold()
  const nowMs = ctx.clock.now()
  const { actor, reason, code } = input
  const offer = await ctx.db.transaction().execute(async (trx) => {
    const before = await requireOffer(trx, input.offerId)
    if (before.state === state) return before
    await give(trx, before, { actor, nowMs, reason, code, policy: ctx.policy })
    return requireOffer(trx, input.offerId)
  })
  ctx.nudges.deliver()
  return offer
}
