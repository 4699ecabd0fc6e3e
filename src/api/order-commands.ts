import { type Static, type TObject, Type } from 'typebox'
import {
  approveOrder,
  type CommandContext,
  type OrderInput,
  rejectOrder,
  startOrder,
  withdrawOrder,
} from '../dispatch/commands.ts'
import { completeRoutes } from '../dispatch/complete-routes.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import type { RequiredScope } from './auth.ts'
import type { Api, ApiDeps } from './deps.ts'
import { CREW, ReasonText, refuseOtherCrews, timeOf } from './order-input.ts'
import { OrderSchema, orderView, visibleOrder } from './order-view.ts'
import { CompleteBody, workOf } from './order-work.ts'
import { actorOf, principalOf } from './principal.ts'
import { IdParams, record, ref } from './schema.ts'

const OptionalReason = record({ reason: Type.Optional(ReasonText) }, { examples: [{ reason: '夜半に強まる見込み' }] })
const Reason = record({ reason: ReasonText }, { examples: [{ reason: '雨に変わる' }] })
/** When something was begun, as its crew reports it. */
export const AtBody = record(
  {
    at: Type.Optional(
      Type.String({ maxLength: 40, description: 'When it happened, ISO 8601 or epoch ms; default now.' }),
    ),
  },
  { examples: [{ at: '2026-01-19T17:55:00Z' }] },
)
type CommandBody = { readonly reason?: string; readonly at?: string }

interface OrderCommandRoute {
  readonly name: 'approve' | 'reject' | 'withdraw' | 'start'
  readonly summary: string
  readonly scope: RequiredScope
  readonly body: TObject
  readonly run: (ctx: CommandContext, input: OrderInput) => Promise<StoredOrder>
  /** Time of the step before, which `at` may not precede. */
  readonly previousMs: (order: StoredOrder) => number | null
}

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
    body: AtBody,
    run: startOrder,
    previousMs: (it) => it.acceptedAtMs,
  },
]

/** `POST /orders/{id}/approve | reject | withdraw | start | complete`; each may be repeated safely. */
export function registerOrderCommands(app: Api, deps: ApiDeps): void {
  for (const command of COMMANDS) registerCommand(app, deps, command)
  registerComplete(app, deps)
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
      const bounds = { earliestMs: command.previousMs(order), nowMs: clock.now() }
      const atMs = at === undefined ? undefined : timeOf('at', at, bounds)
      const moved = await command.run(commands, { orderId: id, actor: actorOf(principal), reason, atMs })
      return orderView(db, moved, principal)
    },
  )
}

function registerComplete(app: Api, { db, clock, commands }: ApiDeps): void {
  app.post(
    '/api/v1/orders/:id/complete',
    {
      config: { scope: CREW },
      schema: {
        summary: 'The route is plowed; by the contractor that accepted, or an officer for it',
        description:
          'With `startedAt` an order that was accepted, but whose start was never reported, is started and completed ' +
          'in one go.',
        tags: ['orders'],
        params: IdParams,
        body: CompleteBody,
        response: { 200: ref(OrderSchema) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const order = await visibleOrder(db, principal, request.params.id)
      refuseOtherCrews(principal, order, 'complete')
      const work = workOf(order, request.body, clock.now())
      const [done = order] = await completeRoutes(commands, { actor: actorOf(principal), routes: [work] })
      return orderView(db, done, principal)
    },
  )
}
