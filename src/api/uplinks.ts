import type { FastifyReply, FastifySchema, FastifySchemaCompiler } from 'fastify'
import { type Static, Type } from 'typebox'
import { ID_PATTERN } from '../domain/device.ts'
import { SECOND_MS } from '../domain/time.ts'
import { YukibanError } from '../errors.ts'
import { fieldProblem, say } from '../problems/say.ts'
import type { Frame } from '../store/readings/port.ts'
import type { Api, ApiDeps } from './deps.ts'
import { principalOf } from './principal.ts'
import { AnyObject, nullableText, record } from './schema.ts'
import { gatewayFrame, NETWORK_SERVERS, type NetworkServer, networkFrame } from './uplink-frame.ts'
import { compileValidator, invalidRequest } from './validation.ts'

/**
 * How long an uplink may wait for the disk. ChirpStack gives up after five seconds, The Things Stack after ten; neither
 * would hear why. Real time, like the disk's.
 */
const MAX_WAIT_MS = 4 * SECOND_MS
const RETRY_AFTER_S = 30
/** What may wait for the disk in memory at once; more is sent back. */
const MAX_HELD_BYTES = 16 << 20

const Taken = record({
  device: nullableText('The device it is from; null: none of yours.'),
  quarantined: nullableText('Why it went to quarantine unread; null: it is read next.'),
})

const GatewayBody = record({
  device: Type.String({ pattern: ID_PATTERN, description: 'the id of a device' }),
  readings: Type.Union([AnyObject, Type.Array(Type.Unknown(), { maxItems: 5000 })], {
    description: 'A reading or a list of them, as the device would publish it.',
  }),
})

const SUMMARIES: Readonly<Record<NetworkServer, string>> = {
  chirpstack: 'Take an event of ChirpStack v4 (HTTP integration, JSON)',
  ttn: 'Take a message of The Things Stack v3 (webhook, JSON)',
}

const RESPONSES = { 202: Taken, 204: Type.Null({ description: 'No uplink with data: nothing to keep.' }) }

const ROUTE_CONFIG = { scope: 'readings:write', errors: ['store-unavailable', 'request-too-large'] } as const

/** What network servers and gateways hand in over HTTP; answered once it is on disk. */
export function registerUplinks(app: Api, deps: ApiDeps): void {
  const desk = new UplinkDesk(deps)
  registerGateway(app, deps, desk)
  app.register(async (scope) => {
    const api = scope as unknown as Api
    // Bytes as they came: they are what the raw log keeps, whether or not they are JSON.
    api.removeContentTypeParser('application/json')
    api.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    api.setValidatorCompiler(compileAllButBody)
    for (const server of NETWORK_SERVERS) registerServer(api, deps, desk, server)
  })
}

function registerServer(app: Api, deps: ApiDeps, desk: UplinkDesk, server: NetworkServer): void {
  app.post(
    `/api/v1/uplinks/${server}`,
    {
      config: ROUTE_CONFIG,
      bodyLimit: bodyLimit(deps),
      schema: {
        summary: SUMMARIES[server],
        tags: ['uplinks'],
        querystring: record({ event: Type.Optional(Type.String({ maxLength: 64 })) }),
        body: AnyObject,
        response: RESPONSES,
      },
    },
    async (request, reply) => {
      const { event = 'up' } = request.query
      if (event !== 'up') return reply.code(204).send(null)
      const body: unknown = request.body
      if (!Buffer.isBuffer(body) || body.byteLength === 0)
        throw invalidRequest([fieldProblem('body', say('event-missing'))])
      const { authorityId } = principalOf(request)
      const frame = await networkFrame(deps.db, server, body, { authorityId, receivedAtMs: deps.clock.now() })
      if (frame === undefined) return reply.code(204).send(null)
      return desk.take(frame, reply)
    },
  )
}

function registerGateway(app: Api, deps: ApiDeps, desk: UplinkDesk): void {
  app.post(
    '/api/v1/uplinks/json',
    {
      config: ROUTE_CONFIG,
      bodyLimit: bodyLimit(deps),
      schema: {
        summary: 'Take readings of a device that a gateway speaks for',
        tags: ['uplinks'],
        body: GatewayBody,
        response: { 202: Taken },
      },
    },
    async (request, reply) => {
      const { authorityId } = principalOf(request)
      const frame = await gatewayFrame(deps.db, request.body, { authorityId, receivedAtMs: deps.clock.now() })
      return desk.take(frame, reply)
    },
  )
}

/** Where uplinks wait for the disk. */
class UplinkDesk {
  readonly #deps: Pick<ApiDeps, 'accept'>
  #heldBytes = 0

  constructor(deps: Pick<ApiDeps, 'accept'>) {
    this.#deps = deps
  }

  /**
   * Answers 202 once the frame is durable. Throws `store-unavailable`, with when to come again, if it is not in time; it
   * may be stored later all the same, and its redelivery is then recognised.
   */
  async take(frame: Frame, reply: FastifyReply): Promise<Static<typeof Taken>> {
    // For the case that it throws; taken back below.
    reply.header('retry-after', RETRY_AFTER_S)
    if (this.#heldBytes + frame.payload.byteLength > MAX_HELD_BYTES) {
      throw new YukibanError('store-unavailable', 'too many uplinks wait for the disk already')
    }
    if (!(await isDoneWithin(MAX_WAIT_MS, this.#accept(frame)))) {
      throw new YukibanError(
        'store-unavailable',
        `the disk did not take the uplink within ${MAX_WAIT_MS / SECOND_MS} s`,
      )
    }
    reply.removeHeader('retry-after').code(202)
    const refused = frame.kind === 'refused'
    return { device: refused ? null : frame.deviceId, quarantined: refused ? (frame.reason ?? '') : null }
  }

  async #accept(frame: Frame): Promise<void> {
    this.#heldBytes += frame.payload.byteLength
    try {
      await this.#deps.accept(frame)
    } finally {
      this.#heldBytes -= frame.payload.byteLength
    }
  }
}

/** False when `work` takes longer; it goes on then, and how it ends is nobody's concern. */
async function isDoneWithin(ms: number, work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ms, false)
  })
  try {
    return await Promise.race([work.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}

function bodyLimit({ config }: ApiDeps): number {
  return Math.min(config.http.bodyLimitBytes, config.reading.maxBytes)
}

/** A body of bytes is judged by the codec, not by its schema, which is there for the documentation. */
const compileAllButBody: FastifySchemaCompiler<FastifySchema> = (route) =>
  route.httpPart === 'body' ? (value: unknown) => ({ value }) : compileValidator(route)
