import { Type } from 'typebox'
import { ORDER_STATES, type OrderState } from '../domain/order.ts'
import { listOrders } from '../store/orders/list-orders.ts'
import type { Api, ApiDeps } from './deps.ts'
import { registerManualOrders } from './manual-orders.ts'
import { registerOrderCommands } from './order-commands.ts'
import { registerOrderOverrides } from './order-overrides.ts'
import { registerOrderProgress } from './order-progress.ts'
import { registerOrderTimeline } from './order-timeline.ts'
import { OrderDetailSchema, OrderSchema, orderDetail, orderViews, visibleOrder } from './order-view.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { type Principal, principalOf, visibleTo } from './principal.ts'
import { IdParams, pageOf, record, ref } from './schema.ts'
import { instantOf } from './times.ts'
import { invalidRequest } from './validation.ts'

const OrdersQuery = record({
  ...PageQuery,
  route: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  contractor: Type.Optional(
    Type.String({ minLength: 1, maxLength: 128, description: 'Only orders this contractor was asked for.' }),
  ),
  state: Type.Optional(
    Type.String({ maxLength: 200, description: `One or more of ${ORDER_STATES.join(', ')}; by commas.` }),
  ),
  open: Type.Optional(Type.Boolean({ description: 'true: only orders that still ask for something.' })),
  since: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 40,
      description: 'Only orders raised then or later: ISO 8601 or epoch ms.',
    }),
  ),
})

/** Orders: what must be done where and by when, and the commands that move them. */
export function registerOrders(app: Api, deps: ApiDeps): void {
  app.addSchema(OrderSchema)
  app.addSchema(OrderDetailSchema)
  registerList(app, deps)
  registerOne(app, deps)
  registerManualOrders(app, deps)
  registerOrderCommands(app, deps)
  registerOrderOverrides(app, deps)
  registerOrderProgress(app, deps)
  registerOrderTimeline(app, deps)
}

function registerList(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/orders',
    {
      config: { scope: 'orders:read' },
      schema: {
        summary: 'List orders, newest first; a contractor sees those it was asked for',
        tags: ['orders'],
        querystring: OrdersQuery,
        response: { 200: pageOf(OrderSchema) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { limit = DEFAULT_LIMIT, cursor, route, open } = request.query
      const [before] = decodeCursor(cursor, ['string']) ?? []
      const state = request.query.state === undefined ? undefined : statesOf(request.query.state)
      const sinceMs = request.query.since === undefined ? undefined : instantOf('since', request.query.since)
      const filter = { routeId: route, state, openOnly: open, sinceMs, before, limit: limit + 1 }
      const asked = askedOf(principal, request.query.contractor)
      const rows = await listOrders(db, { ...visibleTo(principal), ...asked, ...filter })
      const { nextCursor } = toPage(
        rows,
        limit,
        (it) => [it.id],
        (it) => it.id,
      )
      return { items: await orderViews(db, rows.slice(0, limit), principal), nextCursor }
    },
  )
}

function registerOne(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/orders/:id',
    {
      config: { scope: 'orders:read' },
      schema: {
        summary: 'One order with its offers and the decision behind it',
        tags: ['orders'],
        params: IdParams,
        response: { 200: ref(OrderDetailSchema) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      return orderDetail(db, await visibleOrder(db, principal, request.params.id), principal)
    },
  )
}

/** A contractor may name itself, and learns of nobody else. */
function askedOf(principal: Principal, contractorId: string | undefined): { contractorId?: string } {
  if (contractorId === undefined) return {}
  if (principal.contractorId === null || principal.contractorId === contractorId) return { contractorId }
  throw invalidRequest([{ field: 'contractor', value: contractorId, message: 'is not you; leave it out' }])
}

function statesOf(text: string): OrderState[] {
  const states = text.split(',')
  const unknown = states.find((it) => !(ORDER_STATES as readonly string[]).includes(it))
  if (unknown === undefined) return states as OrderState[]
  const message = `must be one or more of ${ORDER_STATES.join(', ')}, separated by commas`
  throw invalidRequest([{ field: 'state', value: unknown.slice(0, 60), message }])
}
