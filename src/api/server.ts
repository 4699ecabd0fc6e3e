import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import { SECOND_MS } from '../domain/time.ts'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import { registerAuth } from './auth.ts'
import { registerClockHold } from './clock-hold.ts'
import type { Api, ApiDeps } from './deps.ts'
import { registerHealth } from './health.ts'
import { registerIdempotency } from './idempotency.ts'
import { loggedUrl } from './links.ts'
import { registerOpenApi, registerOpenApiDocument } from './openapi.ts'
import { ProblemSchema, registerErrorPages, registerProblems, sendProblem } from './problem.ts'
import { registerResources } from './resources.ts'
import { registerRouteTable } from './route-table.ts'
import { registerSecurityHeaders } from './security-headers.ts'
import { lazySerializers } from './serializers.ts'
import { compileValidator } from './validation.ts'

export type { ApiDeps } from './deps.ts'
export type { HealthReport } from './health.ts'

/** A client that is slower than this with its headers, or with its whole request, is cut off. */
const HEADERS_TIMEOUT_MS = 15 * SECOND_MS
const REQUEST_TIMEOUT_MS = 60 * SECOND_MS
const MAX_PARAM_LENGTH = 128

/** The application, not yet listening: for `inject()` and for `startApi`. */
export function buildApi(deps: ApiDeps, buildSerializer = lazySerializers): FastifyInstance {
  const app = Fastify({
    loggerInstance: deps.log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    bodyLimit: deps.config.http.bodyLimitBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // empty: the peer's own address counts, whatever its headers say
    trustProxy: deps.config.access.trustedProxies.length > 0 && [...deps.config.access.trustedProxies],
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    return503OnClosing: false,
    schemaController: { compilersFactory: { buildSerializer } },
    frameworkErrors: (error, request, reply) => {
      sendProblem(new YukibanError('request-invalid', say('not-understood', { why: error.message })), request, reply)
    },
  }) as unknown as Api
  acceptJsonOnly(app)
  registerRouteTable(app)
  registerClockHold(app, deps.clock)
  registerSecurityHeaders(app)
  registerAccessLog(app)
  registerProblems(app)
  registerAuth(app, deps)
  registerIdempotency(app, deps)
  app.addSchema(ProblemSchema)
  app.register(async (scope) => {
    const api = scope as unknown as Api
    // where the shared schemas are: an outer scope's compiler would be replaced by the default one
    api.setValidatorCompiler(compileValidator)
    await registerOpenApi(api, deps.version)
    registerHealth(api, deps)
    registerErrorPages(api)
    registerResources(api, deps)
    registerOpenApiDocument(api)
  })
  return app as unknown as FastifyInstance
}

/** Listens on the configured address. @returns the URL with the port that was really taken, and how to stop. */
export async function startApi(deps: ApiDeps): Promise<{ url: string; close(): Promise<void> }> {
  const app = buildApi(deps)
  const { host, port } = deps.config.http
  try {
    await app.listen({ host, port })
  } catch (error) {
    await app.close()
    throw error
  }
  const address = app.server.address() as AddressInfo
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return { url: `http://${name}:${address.port}`, close: () => app.close() }
}

/** JSON in, nothing else; an empty body is no body, whatever its content type says. */
function acceptJsonOnly(app: Api): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined)
    else parse(request, body.toString(), done)
  })
  // a missing body is validated as an empty one, so that the answer names the fields it lacks
  app.addHook('preValidation', async (request) => {
    if (request.body === undefined && request.routeOptions.schema?.body !== undefined) request.body = {}
  })
}

/** One line per request, without headers: keys never reach the log. */
function registerAccessLog(app: Api): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method } = request
    const url = loggedUrl(request.url)
    const caller = request.principal?.id
    request.log.info({ method, url, status: reply.statusCode, ms: Math.round(reply.elapsedTime), caller }, 'request')
  })
}
