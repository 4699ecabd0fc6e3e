import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyContextConfig, FastifySchema } from 'fastify'
import { ERRORS, type ErrorCode } from '../errors.ts'
import { scopeList } from './auth.ts'
import type { Api } from './deps.ts'
import { PROBLEM_TYPE } from './problem.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Errors a caller of this route should expect beside those of every route. */
    errors?: readonly ErrorCode[]
    /** Headers the route reads, for its description. */
    reads?: readonly ('If-Match' | 'If-None-Match' | 'Last-Event-ID')[]
  }
}

const TAGS = [
  ['orders', 'What must be done where and by when.'],
  ['offers', 'Contractors asked for an order.'],
  ['decisions', 'Why an order was raised, or was not.'],
  ['routes', 'Routes (路線), blocks (工区), their state now and what comes.'],
  ['forecasts', 'Weather forecasts as they were received, and the services they come from.'],
  ['devices', 'Field devices and their readings.'],
  ['uplinks', 'What network servers and gateways hand in.'],
  ['criteria', 'Dispatch criteria (出動基準), versioned.'],
  ['modes', 'City-wide modes, such as concentrated snow (豪雪).'],
  ['silences', 'Times in which criteria raise no orders, and maintenance windows of devices.'],
  ['replays', 'What criteria would have ordered over what is on record.'],
  ['contractors', 'Snow plow contractors (除雪事業者) and their deliveries.'],
  ['roster', 'Who is asked where and when (当番表), and holidays.'],
  ['quarantine', 'Messages that could not be decoded.'],
  ['journal', 'Who did what and when, as a list and live.'],
  ['imports', 'Districts, routes, devices and contractors from files.'],
  ['people', 'Who signs in, and who is signed in.'],
  ['public', 'What residents may see, without a key.'],
  ['service', 'Health and errors.'],
] as const

const DOCS_POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
}

/** Our name instead of the viewer's; drawn with whatever fonts the reader has. */
const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" width="180" height="40"><title>雪番 Yukiban</title>' +
  '<text x="0" y="29" font-size="26" font-family="sans-serif" fill="#fff">雪番 Yukiban</text></svg>'

/** The OpenAPI 3.1 description at `/api/v1/openapi.json` and pages to read it at `/docs`, all served from here. */
export async function registerOpenApi(app: Api, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Yukiban',
        version,
        description:
          'Decides from evidence when to send snow plows. Times are ISO 8601 in UTC; depths are cm unless the name says mm.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      tags: TAGS.map(([name, description]) => ({ name, description })),
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: `yukiban apikey add` creates one.' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: '__Host-yukiban',
            description:
              'The session of a signed-in person: POST /api/v1/session. Called `yukiban` over plain HTTP on localhost.',
          },
          csrf: {
            type: 'apiKey',
            in: 'header',
            name: 'x-csrf-token',
            description: 'Goes with the session on every change; GET /api/v1/session tells it.',
          },
        },
      },
    },
    transform: ({ schema, url, route }) => ({
      schema: describe(schema ?? {}, route.config ?? {}, [route.method].flat()),
      url,
    }),
    refResolver: { buildLocalReference: (json, _base, _fragment, index) => String(json.$id ?? `schema-${index}`) },
  })
  await app.register(async (docs) => {
    docs.addHook('onRoute', (route) => {
      route.config = { ...route.config, public: true }
    })
    await docs.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: DOCS_POLICY,
      // the default badge would ask a validator on the internet
      uiConfig: { validatorUrl: null, docExpansion: 'none', persistAuthorization: false },
      theme: { title: 'Yukiban API' },
      logo: { type: 'image/svg+xml', content: LOGO },
    })
  })
}

/** Serves the description; registered after all routes. */
export function registerOpenApiDocument(app: Api): void {
  app.get(
    '/api/v1/openapi.json',
    {
      config: { public: true },
      schema: {
        summary: 'This description, as OpenAPI 3.1',
        tags: ['service'],
        response: { 200: { type: 'object', additionalProperties: true } },
      },
    },
    async () => ({ ...(await app.swagger()) }),
  )
}

/** Adds what a route's declarations imply, so that each route need not repeat it. */
function describe(schema: FastifySchema, config: FastifyContextConfig, methods: readonly string[]): FastifySchema {
  const scopes = config.public ? [] : scopeList(config.scope)
  const writes = methods.some((it) => it !== 'GET' && it !== 'HEAD')
  const codes = new Set<ErrorCode>(config.errors ?? [])
  codes.add('internal')
  if (schema.body !== undefined || schema.querystring !== undefined) codes.add('request-invalid')
  if (schema.params !== undefined) codes.add('not-found')
  const closed = scopes.length > 0 || config.session === true
  if (closed) for (const code of ['unauthenticated', 'forbidden', 'too-many-requests'] as const) codes.add(code)
  if (closed && writes) codes.add('csrf-refused')
  if (writes && scopes.length > 0) for (const code of ['conflict', 'idempotency-conflict'] as const) codes.add(code)
  const headers = headersOf(config, writes && scopes.length > 0)
  return {
    ...schema,
    description: [schema.description, needsText(config)].filter((it) => it !== undefined).join('\n\n'),
    security: securityOf(config, writes),
    ...(headers === undefined ? {} : { headers }),
    response: { ...problemResponses(codes), ...(schema.response as object | undefined) },
  }
}

function needsText(config: FastifyContextConfig): string {
  if (config.public) return 'Public.'
  if (config.session) return 'Whoever is signed in.'
  const scopes = scopeList(config.scope).map((it) => `\`${it}\``)
  return `Scope: ${scopes.join(' or ')}.`
}

/** A key, or a session: with its token in a header for whatever changes something. */
function securityOf(config: FastifyContextConfig, writes: boolean): Record<string, string[]>[] {
  if (config.public) return []
  const session: Record<string, string[]> = writes ? { session: [], csrf: [] } : { session: [] }
  return config.session ? [session] : [{ apiKey: [] }, session]
}

function headersOf(config: FastifyContextConfig, idempotent: boolean): object | undefined {
  const properties: Record<string, object> = {}
  if (idempotent) {
    const description = 'Repeats with the same key get the first answer; kept for 24 hours.'
    properties['Idempotency-Key'] = { type: 'string', minLength: 1, maxLength: 255, description }
  }
  for (const name of config.reads ?? []) properties[name] = { type: 'string' }
  return Object.keys(properties).length === 0 ? undefined : { type: 'object', properties }
}

function problemResponses(codes: ReadonlySet<ErrorCode>): Record<string, object> {
  const byStatus = Map.groupBy([...codes], (code) => ERRORS[code].status)
  const entries = [...byStatus].map(([status, names]) => {
    const description = names.map((name) => `\`${name}\`: ${ERRORS[name].title}.`).join(' ')
    return [String(status), { description, content: { [PROBLEM_TYPE]: { schema: { $ref: 'Problem#' } } } }] as const
  })
  return Object.fromEntries(entries)
}
