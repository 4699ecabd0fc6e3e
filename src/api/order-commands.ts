import { type Static, type TObject, Type } from 'typebox'
import {
  approveOrder,
  type CommandContext,
  completeOrder,
  type OrderInput,
  rejectOrder,
  startOrder,
  withdrawOrder,
} from '../dispatch/commands.ts'
import { MINUTE_MS, toIso } from '../domain/time.ts'
import { YukibanError } from '../errors.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import type { RequiredScope } from './auth.ts'
import type { Api, ApiDeps } from './deps.ts'
import { OrderSchema, orderView, visibleOrder } from './order-view.ts'
import { actorOf, type Principal, principalOf } from './principal.ts'
import { IdParams, record, ref } from './schema.ts'
import { instantOf } from './times.ts'
import { invalidRequest } from './validation.ts'

/** A clock that runs this far ahead of ours is believed. */
const MAX_AHEAD_MS = 5 * MINUTE_MS

export const ReasonText = Type.String({
  minLength: 1,
  maxLength: 500,
  pattern: '\\S',
  description: 'why, in 1 to 500 characters',
})

const OptionalReason = record({ reason: Type.Optional(ReasonText) })
const Reason = record({ reason: ReasonText })
const At = record({
  at: Type.Optional(Type.String({ description: 'When it happened, ISO 8601 or epoch ms; default now.' })),
})
type CommandBody = { readonly reason?: string; readonly at?: string }

interface OrderCommandRoute {
  readonly name: 'approve' | 'reject' | 'withdraw' | 'start' | 'complete'
  readonly summary: string
  readonly scope: RequiredScope
  readonly body: TObject
  readonly run: (ctx: CommandContext, input: OrderInput) => Promise<StoredOrder>
  /** Time of the step before, which `at` may not precede. */
  readonly previousMs: (order: StoredOrder) => number | null
}

const CREW: RequiredScope = ['orders:write', 'offers:answer']

const COMMANDS: readonly OrderCommandRoute[] = [
  {
    name: 'approve',
    summary: 'Approve a proposal: contractors are asked',
    scope: 'orders:write',
    body: OptionalReason,
    run: approveOrder,
    previousMs: (it) => it.createdAtMs,
  },
  {
    name: 'reject',
    summary: 'Turn a proposal down',
    scope: 'orders:write',
    body: Reason,
    run: rejectOrder,
    previousMs: (it) => it.createdAtMs,
  },
  {
    name: 'withdraw',
    summary: 'Take an order back; whoever was asked is told',
    scope: 'orders:write',
    body: Reason,
    run: withdrawOrder,
    previousMs: (it) => it.createdAtMs,
  },
  {
    name: 'start',
    summary: 'The crew has begun; by the contractor that accepted, or an officer for it',
    scope: CREW,
    body: At,
    run: startOrder,
    previousMs: (it) => it.acceptedAtMs,
  },
  {
    name: 'complete',
    summary: 'The route is plowed; by the contractor that accepted, or an officer for it',
    scope: CREW,
    body: At,
    run: completeOrder,
    previousMs: (it) => it.startedAtMs,
  },
]

/** `POST /orders/{id}/approve | reject | withdraw | start | complete`; each may be repeated safely. */
export function registerOrderCommands(app: Api, deps: ApiDeps): void {
  for (const command of COMMANDS) registerCommand(app, deps, command)
}

function registerCommand(app: Api, { db, clock, commands }: ApiDeps, command: OrderCommandRoute): void {
  app.post(
    `/api/v1/orders/:id/${command.name}`,
    {
      config: { scope: command.scope },
      schema: {
        summary: command.summary,
        tags: ['orders'],
        params: IdParams,
        body: command.body,
        response: { 200: ref(OrderSchema) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { id } = request.params as Static<typeof IdParams>
      const { reason, at } = request.body as CommandBody
      const order = await visibleOrder(db, principal, id)
      refuseOtherCrews(principal, order, command.name)
      const atMs = at === undefined ? undefined : atOf(at, command.previousMs(order), clock.now())
      const moved = await command.run(commands, { orderId: id, actor: actorOf(principal), reason, atMs })
      return orderView(moved, principal)
    },
  )
}

/** A contractor reports on what it accepted, not on an order that went to another. */
function refuseOtherCrews(principal: Principal, order: StoredOrder, command: string): void {
  if (principal.contractorId === null || principal.contractorId === order.contractorId) return
  throw new YukibanError('conflict', `order ${order.id} is not yours to ${command}: accept an offer for it first`)
}

function atOf(text: string, previousMs: number | null, nowMs: number): number {
  const atMs = instantOf('at', text)
  if (atMs > nowMs + MAX_AHEAD_MS) {
    throw invalidRequest([{ field: 'at', value: text, message: `is in the future; now is ${toIso(nowMs)}` }])
  }
  if (previousMs !== null && atMs < previousMs) {
    const message = `is before the order's previous step at ${toIso(previousMs)}`
    throw invalidRequest([{ field: 'at', value: text, message }])
  }
  return atMs
}
