import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type EpochMs, SECOND_MS, toIso } from '../domain/time.ts'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import { THINGS } from '../problems/texts/parts.ts'
import type { Api, ApiDeps } from './deps.ts'
import { FeatureSchema, RouteStatusSchema, SiteSchema } from './public-schema.ts'
import { bodyOf, MAX_AGE_S, type PublicForm, PublicSnapshots } from './public-snapshot.ts'
import { IdParams, record, Time } from './schema.ts'
import { type CachedBody, sendCached } from './send-cached.ts'

const SITE_MAX_AGE_S = 300

const LISTS = [
  {
    form: 'geojson',
    url: '/public/v1/routes.geojson',
    summary: 'Every route with snow now and what is being done, apart, as GeoJSON',
    answer: record({
      type: Type.Literal('FeatureCollection'),
      generatedAt: Time,
      features: Type.Array(Type.Unsafe<object>({ $ref: 'PublicRoute#' })),
    }),
  },
  {
    form: 'json',
    url: '/public/v1/routes.json',
    summary: 'The same without geometry',
    answer: record({ generatedAt: Time, routes: Type.Array(RouteStatusSchema) }),
  },
  {
    form: 'csv',
    url: '/public/v1/routes.csv',
    summary: 'The same as CSV, times on the authority’s wall clock; opens in Excel',
    answer: Type.String({ description: 'UTF-8 with byte-order mark.' }),
  },
] as const satisfies readonly { readonly form: PublicForm; readonly [key: string]: unknown }[]

/** What residents may see, for anybody: made at most twice a minute, and cacheable. */
export function registerPublic(app: Api, deps: ApiDeps): void {
  app.addSchema(FeatureSchema)
  const snapshots = new PublicSnapshots(deps)
  for (const { form, url, summary, answer } of LISTS) {
    const schema = { summary, tags: ['public'], response: { 200: answer } }
    app.get(url, { config: { public: true }, schema }, async (request, reply) => {
      const snapshot = await snapshots.current()
      return sendPublic(request, reply, await snapshot.body(form), deps.clock.now() - snapshot.atMs)
    })
  }
  app.get(
    '/public/v1/routes/:id',
    {
      config: { public: true },
      schema: {
        summary: 'One route as residents may see it, as a GeoJSON feature',
        tags: ['public'],
        params: IdParams,
        response: { 200: record({ generatedAt: Time, route: Type.Unsafe<object>({ $ref: 'PublicRoute#' }) }) },
      },
    },
    async (request: FastifyRequest<{ Params: { id: string } }>, reply) => {
      const snapshot = await snapshots.current()
      const route = snapshot.route(request.params.id)
      if (route === undefined)
        throw new YukibanError('not-found', say('no-thing', { thing: THINGS.route, id: request.params.id }))
      const text = JSON.stringify({ generatedAt: toIso(snapshot.atMs), route })
      const body = await bodyOf('application/json; charset=utf-8', text)
      return sendPublic(request, reply, body, deps.clock.now() - snapshot.atMs)
    },
  )
  registerSite(app, deps)
}

/** What the pages need to know of this installation. */
function registerSite(app: Api, { config }: ApiDeps): void {
  app.get(
    '/public/v1/site',
    {
      config: { public: true },
      schema: { summary: 'Which base map the pages use', tags: ['public'], response: { 200: SiteSchema } },
    },
    async (_request, reply) => {
      reply.header('cache-control', `public, max-age=${SITE_MAX_AGE_S}`)
      return { tiles: config.web.tiles }
    },
  )
}

/**
 * Open to every origin. `Age` counts from when the data were read, so that caches and readers count on from there.
 * @param ageMs since then.
 */
function sendPublic(request: FastifyRequest, reply: FastifyReply, body: CachedBody, ageMs: EpochMs): FastifyReply {
  reply.headers({
    age: Math.min(MAX_AGE_S, Math.max(0, Math.floor(ageMs / SECOND_MS))),
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
  })
  return sendCached(request, reply, body, `public, max-age=${MAX_AGE_S}`)
}
