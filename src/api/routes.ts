import { type Static, Type } from 'typebox'
import type { Route } from '../domain/route.ts'
import { listBlocks } from '../store/blocks/list-blocks.ts'
import type { Api, ApiDeps } from './deps.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { noSuch, principalOf } from './principal.ts'
import { routeStateView, StateSchema } from './route-state-view.ts'
import { IdParams, nullableText, pageOf, record, ref } from './schema.ts'
import { SensorSchema, SensorSnowSchema } from './sensor-view.ts'
import { visibleRoute, visibleRoutes } from './visible-routes.ts'

export const GeometrySchema = Type.Unsafe<Route['geometry']>({
  type: ['object', 'null'],
  description: 'GeoJSON LineString, WGS 84, [lon, lat].',
  properties: {
    type: { type: 'string', const: 'LineString' },
    coordinates: { type: 'array', items: { type: 'array', items: { type: 'number' } } },
  },
})

/** Of a route or a block. */
export const NameKana = nullableText('How the name is read, in hiragana; null: not said.')

export const RouteSchema = record(
  {
    id: Type.String(),
    blockId: Type.String(),
    name: Type.String(),
    nameKana: NameKana,
    roadClass: Type.String(),
    lengthM: Type.Number(),
    plowMinutes: Type.Number({ description: 'Time one crew needs to plow it once.' }),
    deadline: nullableText('Wall-clock time `HH:MM` by which it must be done.'),
    geometry: GeometrySchema,
  },
  { $id: 'Route' },
)

const BlockSchema = record({ id: Type.String(), name: Type.String(), nameKana: NameKana }, { $id: 'Block' })

/** Routes (路線), blocks (工区), and a route's state now. */
export function registerRoutes(app: Api, deps: ApiDeps): void {
  for (const schema of [RouteSchema, BlockSchema, SensorSchema, SensorSnowSchema, StateSchema]) app.addSchema(schema)
  registerLists(app, deps)
  registerOne(app, deps)
}

function registerLists(app: Api, { db, clock }: ApiDeps): void {
  app.get(
    '/api/v1/routes',
    {
      config: { scope: 'routes:read' },
      schema: {
        summary: 'List routes; a contractor sees those that concern it',
        tags: ['routes'],
        querystring: record({ ...PageQuery, block: Type.Optional(Type.String({ minLength: 1 })) }),
        response: { 200: pageOf(RouteSchema) },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor, block } = request.query
      const [after] = decodeCursor(cursor, ['string']) ?? []
      const filter = { blockId: block, after, limit: limit + 1 }
      const rows = await visibleRoutes(db, principalOf(request), filter, clock.now())
      return toPage(rows, limit, (it) => [it.id], routeView)
    },
  )
  app.get(
    '/api/v1/blocks',
    {
      config: { scope: 'routes:read' },
      schema: {
        summary: 'List blocks; a contractor sees those of its routes',
        tags: ['routes'],
        querystring: record(PageQuery),
        response: { 200: pageOf(BlockSchema) },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor } = request.query
      const [after = ''] = decodeCursor(cursor, ['string']) ?? []
      const principal = principalOf(request)
      const blocks = await listBlocks(db, { authorityId: principal.authorityId })
      const wanted = principal.contractorId === null ? undefined : new Set<string>()
      if (wanted !== undefined) {
        const routes = await visibleRoutes(db, principal, { limit: Number.MAX_SAFE_INTEGER }, clock.now())
        for (const route of routes) wanted.add(route.blockId)
      }
      const rows = blocks.filter((it) => it.id > after && (wanted === undefined || wanted.has(it.id)))
      return toPage(
        rows,
        limit,
        (it) => [it.id],
        ({ id, name, nameKana }) => ({ id, name, nameKana }),
      )
    },
  )
}

function registerOne(app: Api, deps: ApiDeps): void {
  const { db, clock } = deps
  app.get(
    '/api/v1/routes/:id',
    {
      config: { scope: 'routes:read' },
      schema: { summary: 'One route', tags: ['routes'], params: IdParams, response: { 200: ref(RouteSchema) } },
    },
    async (request) => routeView(await visibleRoute(db, principalOf(request), request.params.id, clock.now())),
  )
  app.get(
    '/api/v1/routes/:id/state',
    {
      config: { scope: 'routes:read' },
      schema: {
        summary: 'Snow on a route now, and what has been done about it, kept apart',
        tags: ['routes'],
        params: IdParams,
        response: { 200: ref(StateSchema) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { id } = await visibleRoute(db, principal, request.params.id, clock.now())
      const state = await deps.routeState(id)
      if (state === undefined) throw noSuch('route', id)
      return routeStateView(db, state, principal)
    },
  )
}

function routeView(route: Route): Static<typeof RouteSchema> {
  const { authorityId: _, ...rest } = route
  return rest
}
