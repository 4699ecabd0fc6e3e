import { inScope, type Level } from '../domain/criterion.ts'
import type { Actor } from '../domain/order.ts'
import type { Route } from '../domain/route.ts'
import type { Silence } from '../domain/silence.ts'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import { priorityFor } from '../store/city-modes/priority-for.ts'
import type { Trx } from '../store/database.ts'
import { findOpenOrder } from '../store/orders/find-open-order.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { listStandingSilences } from '../store/silences/list-standing-silences.ts'
import type { CommandContext } from './context.ts'
import { raiseOrder } from './raise-order.ts'

export interface ManualOrderRequest {
  readonly authorityId: string
  readonly routes: readonly Route[]
  readonly level: Level
  /** Why, in the officer's words. */
  readonly reason: string
  /** How long a contractor may take to answer, minutes. */
  readonly respondMin: number
  /** Asked first, before the roster; null: the roster alone. */
  readonly contractorId: string | null
  readonly actor: Actor
}

export interface ManualOrderResult {
  readonly routeId: string
  /** already-open: an order of that level stood there before, or another was faster. */
  readonly outcome: 'raised' | 'already-open'
  readonly order: StoredOrder
  /** Silences that would have kept a criterion quiet here: a person's word goes before them, but is told of them. */
  readonly silences: readonly Silence[]
}

/**
 * An officer's own order for one or more routes: contractors are asked at once, the most urgent route first. All in one
 * transaction; a route that has an open order of that level keeps it. In the order of the routes given.
 */
export async function raiseManualOrders(
  ctx: CommandContext,
  request: ManualOrderRequest,
): Promise<ManualOrderResult[]> {
  using _ = ctx.clock.hold()
  const nowMs = ctx.clock.now()
  const results = await ctx.db.transaction().execute(async (trx) => {
    const silences = await listStandingSilences(trx, request.authorityId, nowMs)
    const made = new Map<string, ManualOrderResult>()
    for (const { route, priority } of await byUrgency(trx, request)) {
      const { outcome, order } = await raiseOne(trx, request, route, { priority, nowMs, policy: ctx.policy })
      made.set(route.id, { routeId: route.id, outcome, order, silences: silencesOf(silences, route) })
    }
    return request.routes.flatMap((it) => made.get(it.id) ?? [])
  })
  ctx.nudges.deliver()
  return results
}

async function byUrgency(
  trx: Trx,
  request: ManualOrderRequest,
): Promise<{ readonly route: Route; readonly priority: number }[]> {
  const byClass = new Map<string, number>()
  for (const { roadClass } of request.routes) {
    if (!byClass.has(roadClass)) byClass.set(roadClass, await priorityFor(trx, request.authorityId, roadClass))
  }
  const ranked = request.routes.map((route) => ({ route, priority: byClass.get(route.roadClass) ?? 0 }))
  return ranked.sort((a, b) => a.priority - b.priority)
}

async function raiseOne(
  trx: Trx,
  request: ManualOrderRequest,
  route: Route,
  at: { readonly priority: number; readonly nowMs: number; readonly policy: CommandContext['policy'] },
): Promise<Pick<ManualOrderResult, 'outcome' | 'order'>> {
  const { level, reason, respondMin, contractorId, actor } = request
  const raised = await raiseOrder(trx, {
    route,
    level,
    state: 'requested',
    decisionId: null,
    criterionId: null,
    respondMin,
    actor,
    reason,
    contractorId: contractorId ?? undefined,
    ...at,
  })
  if (raised !== undefined) return { outcome: 'raised', order: raised }
  const open = await findOpenOrder(trx, route.id, level)
  if (open === undefined) throw new YukibanError('conflict', say('order-just-closed', { route: route.id }))
  return { outcome: 'already-open', order: open }
}

function silencesOf(silences: readonly Silence[], route: Route): Silence[] {
  return silences.filter(({ target }) => target.kind === 'scope' && inScope(target.scope, route))
}
