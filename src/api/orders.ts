import { listOrders } from '../store/orders/list-orders.ts'
import type { Api, ApiDeps } from './deps.ts'
import { registerManualOrders } from './manual-orders.ts'
import { registerOrderCandidates } from './order-candidates.ts'
import { registerOrderCommands } from './order-commands.ts'
import { OrderFilterQuery, orderFilter } from './order-filter.ts'
import { registerOrderOverrides } from './order-overrides.ts'
import { registerOrderProgress } from './order-progress.ts'
import { registerOrderTimeline } from './order-timeline.ts'
import { OrderDetailSchema, OrderSchema, orderDetail, orderViews, visibleOrder } from './order-view.ts'
import { registerOrdersCsv } from './orders-csv.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { principalOf } from './principal.ts'
import { IdParams, pageOf, record, ref } from './schema.ts'

const OrdersQuery = record({ ...PageQuery, ...OrderFilterQuery })

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
  registerOrderCandidates(app, deps)
  registerOrdersCsv(app, deps)
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
      const { limit = DEFAULT_LIMIT, cursor, ...query } = request.query
      const [before] = decodeCursor(cursor, ['string']) ?? []
      const filter = await orderFilter(db, principal, query)
      const rows = await listOrders(db, { ...filter, before, limit: limit + 1 })
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
