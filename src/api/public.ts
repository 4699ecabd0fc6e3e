import { Type } from 'typebox'
import { type EpochMs, SECOND_MS } from '../domain/time.ts'
import { listAuthorities } from '../store/authorities/list-authorities.ts'
import { listRoutes } from '../store/routes/list-routes.ts'
import type { Api, ApiDeps } from './deps.ts'
import { type PublicRoute, publicRoute } from './public-map.ts'
import { GeometrySchema } from './routes.ts'
import { nullableInteger, nullableTime, oneOf, record, Time } from './schema.ts'

const MAX_AGE_S = 30
const ROUTES_AT_ONCE = 1000

const Feature = record(
  {
    type: Type.Literal('Feature'),
    id: Type.String(),
    geometry: GeometrySchema,
    properties: record({
      name: Type.String(),
      authority: Type.String({ description: 'Name of who owns the road.' }),
      condition: record({
        status: oneOf(['known', 'unknown'], '`unknown` is never taken for "no snow".'),
        depthCm: nullableInteger(),
        at: Time,
      }),
      treatment: record({
        lastPassAt: nullableTime(),
        status: oneOf(['none', 'ordered', 'working', 'done'], '`done`: passed within 24 h and nothing ordered since.'),
      }),
    }),
  },
  { $id: 'PublicRoute' },
)

/** `GET /public/v1/routes.geojson`: every route for residents' maps; made at most twice a minute whoever asks. */
export function registerPublic(app: Api, deps: ApiDeps): void {
  app.addSchema(Feature)
  let made: { readonly atMs: EpochMs; readonly features: Promise<PublicRoute[]> } | undefined
  app.get(
    '/public/v1/routes.geojson',
    {
      config: { public: true },
      schema: {
        summary: 'Every route with snow now and what is being done, apart, as GeoJSON',
        tags: ['public'],
        response: {
          200: record({
            type: Type.Literal('FeatureCollection'),
            features: Type.Array(Type.Unsafe<PublicRoute>({ $ref: 'PublicRoute#' })),
          }),
        },
      },
    },
    async (_request, reply) => {
      const nowMs = deps.clock.now()
      if (made === undefined || nowMs - made.atMs >= MAX_AGE_S * SECOND_MS) {
        made = { atMs: nowMs, features: makeFeatures(deps, nowMs) }
        // a failure is not kept: the next request tries again
        made.features.catch(() => {
          made = undefined
        })
      }
      const features = await made.features
      reply.headers({
        'cache-control': `public, max-age=${MAX_AGE_S}`,
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
      })
      reply.type('application/geo+json').serializer((body: unknown) => JSON.stringify(body))
      return { type: 'FeatureCollection' as const, features }
    },
  )
}

async function makeFeatures(deps: ApiDeps, nowMs: EpochMs): Promise<PublicRoute[]> {
  const authorities = new Map((await listAuthorities(deps.db)).map((it) => [it.id, it]))
  const features: PublicRoute[] = []
  for (let after: string | undefined; ; ) {
    const routes = await listRoutes(deps.db, { after, limit: ROUTES_AT_ONCE })
    for (const route of routes) {
      const state = await deps.routeState(route.id)
      features.push(publicRoute(route, authorities.get(route.authorityId), state, nowMs))
    }
    if (routes.length < ROUTES_AT_ONCE) return features
    after = routes.at(-1)?.id
  }
}
