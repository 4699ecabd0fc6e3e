import { Type } from 'typebox'
import { ORDER_STATES, type OrderState } from '../domain/order.ts'
import { listOrders } from '../store/orders/list-orders.ts'
import type { Api, ApiDeps } from './deps.ts'
import { registerOrderCommands } from './order-commands.ts'
import { OrderDetailSchema, OrderSchema, orderDetail, orderView, visibleOrder } from './order-view.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { principalOf, visibleTo } from './principal.ts'
import { IdParams, pageOf, record, ref } from './schema.ts'
import { invalidRequest } from './validation.ts'

/** Orders: what must be done where and by when, and the commands that move them. */
export function registerOrders(app: Api, deps: ApiDeps): void {
  const { db } = deps
  app.addSchema(OrderSchema)
  app.addSchema(OrderDetailSchema)
  app.get(
    '/api/v1/orders',
    {
      config: { scope: 'orders:read' },
      schema: {
        summary: 'List orders, newest first; a contractor sees those it was asked for',
        tags: ['orders'],
        querystring: record({
          ...PageQuery,
          route: Type.Optional(Type.String({ minLength: 1 })),
          state: Type.Optional(Type.String({ description: `One or more of ${ORDER_STATES.join(', ')}; by commas.` })),
          open: Type.Optional(Type.Boolean({ description: 'true: only orders that still ask for something.' })),
        }),
        response: { 200: pageOf(OrderSchema) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { limit = DEFAULT_LIMIT, cursor, route, open } = request.query
      const [before] = decodeCursor(cursor, ['string']) ?? []
      const state = request.query.state === undefined ? undefined : statesOf(request.query.state)
      const filter = { routeId: route, state, openOnly: open, before, limit: limit + 1 }
      const rows = await listOrders(db, { ...visibleTo(principal), ...filter })
      return toPage(
        rows,
        limit,
        (it) => [it.id],
        (it) => orderView(it, principal),
      )
    },
  )
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
  registerOrderCommands(app, deps)
}

function statesOf(text: string): OrderState[] {
  const states = text.split(',')
  const unknown = states.find((it) => !(ORDER_STATES as readonly string[]).includes(it))
  if (unknown === undefined) return states as OrderState[]
  const message = `must be one or more of ${ORDER_STATES.join(', ')}, separated by commas`
  throw invalidRequest([{ field: 'state', value: unknown.slice(0, 60), message }])
}
