import { type Static, Type } from 'typebox'
import { type ManualOrderResult, raiseManualOrders } from '../dispatch/manual-order.ts'
import { DEFAULT_RESPOND_MIN } from '../domain/criterion.ts'
import type { Route } from '../domain/route.ts'
import { toIso } from '../domain/time.ts'
import { fieldProblem, say } from '../problems/say.ts'
import { listBlocks } from '../store/blocks/list-blocks.ts'
import { findContractor } from '../store/contractors/find-contractor.ts'
import type { Db } from '../store/database.ts'
import { findRoute } from '../store/routes/find-route.ts'
import { listRoutes } from '../store/routes/list-routes.ts'
import type { Api, ApiDeps } from './deps.ts'
import { ReasonText } from './order-input.ts'
import { LEVELS, OrderSchema, orderViews } from './order-view.ts'
import { actorOf, noSuch, ownedBy, type Principal, principalOf } from './principal.ts'
import { oneOf, record, ref, Time } from './schema.ts'
import { invalidRequest } from './validation.ts'

/** Routes ordered in one go: they are raised in one transaction, which others wait for. */
const MAX_ROUTES = 200
const MAX_RESPOND_MIN = 720

const Id = Type.String({ minLength: 1, maxLength: 128 })

const ManualOrderBody = record(
  {
    routes: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: MAX_ROUTES, description: 'Ids of routes.' })),
    block: Type.Optional(Type.String({ minLength: 1, maxLength: 128, description: 'All routes of a block instead.' })),
    level: oneOf(LEVELS, '`standby`: crews stand by (待機). `dispatch`: crews go (出動).'),
    reason: ReasonText,
    respondMin: Type.Optional(
      Type.Number({
        minimum: 1,
        maximum: MAX_RESPOND_MIN,
        description: `Time a contractor has to answer, minutes; default ${DEFAULT_RESPOND_MIN}.`,
      }),
    ),
    contractor: Type.Optional(
      Type.String({ minLength: 1, maxLength: 128, description: 'Asked first, before the roster.' }),
    ),
  },
  {
    examples: [{ routes: ['honcho', 'hamamachi'], level: 'dispatch', reason: '吹きだまりの通報', contractor: 'kita' }],
  },
)

const ManualOrderSchema = record(
  {
    routeId: Type.String(),
    outcome: oneOf(['raised', 'already-open'], '`already-open`: an order of that level was open there; it stays.'),
    order: ref(OrderSchema),
    silences: Type.Array(record({ id: Type.String(), reason: Type.String(), until: Time }), {
      description: 'Silences that keep criteria quiet on this route. They do not hold a person back.',
    }),
  },
  { $id: 'ManualOrder' },
)

/** `POST /orders`: an officer's own order, for which contractors are asked at once. */
export function registerManualOrders(app: Api, { db, commands }: ApiDeps): void {
  app.addSchema(ManualOrderSchema)
  app.post(
    '/api/v1/orders',
    {
      config: { scope: 'orders:write' },
      schema: {
        summary: 'Order routes by hand: contractors are asked at once',
        description:
          'Names `routes` or a `block`. All or nothing, in one transaction; a route on which an order of that level is ' +
          'open keeps that one, so the request may be repeated safely.',
        tags: ['orders'],
        body: ManualOrderBody,
        response: { 200: record({ items: Type.Array(ref(ManualOrderSchema)) }) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { level, reason, respondMin = DEFAULT_RESPOND_MIN, contractor } = request.body
      const routes = await routesOf(db, principal, request.body)
      if (contractor !== undefined)
        ownedBy(principal, await findContractor(db, contractor), 'contractor', contractor, 'contractor')
      const results = await raiseManualOrders(commands, {
        authorityId: principal.authorityId,
        routes,
        level,
        reason,
        respondMin,
        contractorId: contractor ?? null,
        actor: actorOf(principal),
      })
      return { items: await resultViews(db, results, principal) }
    },
  )
}

/** The routes a request names. Throws `request-invalid`, or `not-found` for one that is not the caller's. */
async function routesOf(
  db: Db,
  principal: Principal,
  { routes, block }: Pick<Static<typeof ManualOrderBody>, 'routes' | 'block'>,
): Promise<Route[]> {
  if ((routes === undefined) === (block === undefined)) {
    throw invalidRequest([fieldProblem('routes', say('routes-or-block'))])
  }
  if (block !== undefined) return blockRoutes(db, principal, block)
  const found: Route[] = []
  for (const id of new Set(routes)) found.push(ownedBy(principal, await findRoute(db, id), 'route', id, 'routes'))
  return found
}

async function blockRoutes(db: Db, { authorityId }: Principal, blockId: string): Promise<Route[]> {
  const blocks = await listBlocks(db, { authorityId })
  if (!blocks.some((it) => it.id === blockId)) throw noSuch('block', blockId, 'block')
  const routes = await listRoutes(db, { authorityId, blockId, limit: MAX_ROUTES + 1 })
  if (routes.length > 0 && routes.length <= MAX_ROUTES) return routes
  const says = routes.length === 0 ? say('block-empty') : say('block-too-large', { most: MAX_ROUTES })
  throw invalidRequest([fieldProblem('block', says, blockId)])
}

async function resultViews(
  db: Db,
  results: readonly ManualOrderResult[],
  principal: Principal,
): Promise<Static<typeof ManualOrderSchema>[]> {
  const orders = await orderViews(
    db,
    results.map((it) => it.order),
    principal,
  )
  return results.flatMap(({ routeId, outcome, silences }, index) => {
    const order = orders[index]
    if (order === undefined) return []
    const told = silences.map(({ id, reason, toMs }) => ({ id, reason, until: toIso(toMs) }))
    return [{ routeId, outcome, order, silences: told }]
  })
}
