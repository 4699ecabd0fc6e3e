import type { Actor } from '../domain/order.ts'
import { type CrewPosition, type Progress, sameProgress } from '../domain/progress.ts'
import { toIso } from '../domain/time.ts'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import type { Trx } from '../store/database.ts'
import { recordEvent } from '../store/events/record-event.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { countProgress } from '../store/progress/count-progress.ts'
import { findProgress } from '../store/progress/find-progress.ts'
import { insertProgress } from '../store/progress/insert-progress.ts'
import type { CommandContext } from './context.ts'
import { requireOrder } from './require.ts'

/** Reports one order may have: every half minute for more than a day. */
export const MAX_REPORTS = 3000

export interface ProgressInput {
  readonly orderId: string
  readonly actor: Actor
  /** When it was so, epoch ms. */
  readonly atMs: number
  readonly position: CrewPosition | null
  readonly percent: number | null
  readonly note: string | null
}

/**
 * Notes how far a crew is. The same report again changes nothing. A bare position stays out of the journal, which
 * nothing can be erased from; the position itself always does.
 * Throws `not-found`; `conflict` when the work is not under way at that moment, another report of that moment stands, or
 * the order has MAX_REPORTS.
 */
export async function reportProgress(ctx: CommandContext, input: ProgressInput): Promise<Progress> {
  using _ = ctx.clock.hold()
  const nowMs = ctx.clock.now()
  const reported = await ctx.db.transaction().execute(async (trx) => {
    const order = await requireOrder(trx, input.orderId)
    const progress = asProgress(order, input, nowMs)
    const earlier = await findProgress(trx, order.id, input.atMs)
    if (earlier !== undefined) return { progress: repeated(earlier, progress), told: false }
    refuseIdle(order, input.atMs)
    await refuseFlood(trx, order.id)
    await insertProgress(trx, progress)
    const told = progress.percent !== null || progress.note !== null
    if (told) await tell(trx, order, progress, input.actor)
    return { progress, told }
  })
  if (reported.told) ctx.nudges.deliver()
  return reported.progress
}

function asProgress(order: StoredOrder, input: ProgressInput, nowMs: number): Progress {
  const { actor, atMs, position, percent, note } = input
  const reporter = `${actor.kind}:${actor.id}`
  return {
    orderId: order.id,
    authorityId: order.authorityId,
    atMs,
    reporter,
    position,
    percent,
    note,
    recordedAtMs: nowMs,
  }
}

function repeated(earlier: Progress, progress: Progress): Progress {
  if (sameProgress(earlier, progress)) return earlier
  throw new YukibanError('conflict', say('report-time-taken', { id: earlier.orderId, at: toIso(earlier.atMs) }))
}

/** A report may arrive after completion, from a phone that had no network, but not tell of a later moment. */
function refuseIdle(order: StoredOrder, atMs: number): void {
  if (order.state === 'accepted' || order.state === 'started') return
  const { completedAtMs } = order
  if (order.state === 'completed' && completedAtMs !== null && atMs <= completedAtMs) return
  const stands = { id: order.id, state: say(`state-${order.state}`), at: toIso(atMs) }
  throw new YukibanError('conflict', say('no-work-under-way', stands))
}

async function refuseFlood(trx: Trx, orderId: string): Promise<void> {
  if ((await countProgress(trx, orderId)) < MAX_REPORTS) return
  throw new YukibanError('conflict', say('reports-full', { id: orderId, most: MAX_REPORTS }))
}

async function tell(trx: Trx, order: StoredOrder, progress: Progress, actor: Actor): Promise<void> {
  const { percent, note } = progress
  await recordEvent(trx, {
    authorityId: order.authorityId,
    atMs: progress.recordedAtMs,
    type: 'order.progressed',
    actor,
    subject: order.id,
    contractorId: order.contractorId,
    data: {
      routeId: order.routeId,
      level: order.level,
      at: progress.atMs,
      ...(percent === null ? {} : { percent }),
      ...(note === null ? {} : { note }),
    },
  })
}
