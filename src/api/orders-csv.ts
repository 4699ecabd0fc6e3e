import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { requireAuthority } from '../dispatch/require.ts'
import { findContractorNames } from '../store/contractors/find-contractor-names.ts'
import type { Db } from '../store/database.ts'
import { findDecisions } from '../store/decisions/find-decisions.ts'
import { listOrders, type OrderFilter } from '../store/orders/list-orders.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { findPlaces } from '../store/routes/find-places.ts'
import { CSV_START, CSV_TYPE, csvDisposition, csvHeader, csvRow } from './csv.ts'
import type { Api, ApiDeps } from './deps.ts'
import { OrderFilterQuery, orderFilter } from './order-filter.ts'
import { type OrderLine, orderColumns } from './orders-csv-columns.ts'
import { type Principal, principalOf } from './principal.ts'
import { oneOf, record } from './schema.ts'

/** Orders read at a time: whoever downloads a winter keeps nobody waiting. */
const AT_ONCE = 500
/** A winter of a prefecture; what is left out is older, and can be had with `until`. */
const MAX_LINES = 100_000

const CsvQuery = record({
  ...OrderFilterQuery,
  lang: Type.Optional(oneOf(['ja', 'en'], 'Language of heads and words; default ja.')),
})

/** `GET /orders.csv`: orders as a spreadsheet opens them. */
export function registerOrdersCsv(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/orders.csv',
    {
      config: { scope: 'orders:read' },
      schema: {
        summary: 'Orders as CSV, newest first; opens in Excel',
        description:
          'UTF-8 with byte-order mark; times on the wall clock of the authority. The same filters as the list; at most ' +
          `${MAX_LINES} lines. A contractor gets those it was asked for.`,
        tags: ['orders'],
        querystring: CsvQuery,
        response: { 200: Type.Unsafe<Readable | string>({ type: 'string', description: 'text/csv' }) },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const { lang = 'ja', ...query } = request.query
      const filter = await orderFilter(db, principal, query)
      const { timeZone } = await requireAuthority(db, principal.authorityId)
      reply.header('content-type', CSV_TYPE)
      reply.header('content-disposition', csvDisposition('orders.csv', lang === 'ja' ? '出動指令.csv' : 'orders.csv'))
      reply.header('cache-control', 'no-store')
      return reply.send(Readable.from(csvOf(db, principal, filter, { lang, timeZone })))
    },
  )
}

async function* csvOf(
  db: Db,
  principal: Principal,
  filter: Omit<OrderFilter, 'limit' | 'before'>,
  how: { readonly lang: 'ja' | 'en'; readonly timeZone: string },
): AsyncGenerator<string> {
  const columns = orderColumns(how)
  yield CSV_START + csvHeader(columns)
  let before: string | undefined
  for (let lines = 0; lines < MAX_LINES; lines += AT_ONCE) {
    const orders = await listOrders(db, { ...filter, ...(before === undefined ? {} : { before }), limit: AT_ONCE })
    const page = await linesOf(db, principal, orders)
    yield page.map((it) => csvRow(columns, it)).join('')
    before = orders.at(-1)?.id
    if (orders.length < AT_ONCE) return
  }
}

/** What stands in the lines beside the orders themselves: a contractor learns neither reasons nor who else was asked. */
async function linesOf(db: Db, principal: Principal, orders: readonly StoredOrder[]): Promise<OrderLine[]> {
  const { contractorId } = principal
  const office = contractorId === null
  const places = await findPlaces(
    db,
    orders.map((it) => it.routeId),
  )
  const names = await findContractorNames(db, [...new Set(orders.flatMap((it) => it.contractorId ?? []))])
  const mayKnowWhy = office && principal.scopes.has('decisions:read')
  const decisions = await findDecisions(db, mayKnowWhy ? orders.flatMap((it) => it.decisionId ?? []) : [])
  return orders.map((order) => {
    const own = office || order.contractorId === contractorId
    return {
      order,
      place: places.get(order.routeId),
      contractorName: own && order.contractorId !== null ? (names.get(order.contractorId) ?? order.contractorId) : null,
      reasons: decisions.get(order.decisionId ?? '')?.reasons ?? [],
      closedReason: own ? order.closedReason : null,
    }
  })
}
