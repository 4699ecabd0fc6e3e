import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { toIso } from '../domain/time.ts'
import { YukibanError } from '../errors.ts'
import { fieldProblem, say } from '../problems/say.ts'
import { whichAreRevoked } from '../store/api-keys/which-are-revoked.ts'
import { lastEventId } from '../store/events/last-event-id.ts'
import { whichSessionsLive } from '../store/sessions/which-sessions-live.ts'
import type { Api, ApiDeps } from './deps.ts'
import { EventStream, STREAM_NAMINGS } from './event-stream.ts'
import { principalOf } from './principal.ts'
import { ThrottledError } from './problem.ts'
import { oneOf, record } from './schema.ts'

const HEARTBEAT_MS = 15_000
const POLL_MS = 2_000
const MAX_STREAMS = 1_000
/** One key's share of them: the screens of a control room, not a client that forgets to close. */
const MAX_STREAMS_PER_KEY = 20
/** How long a reader waits before it connects again, as told to EventSource. */
const RETRY_MS = 3_000

const StreamText = Type.String({
  description: '`text/event-stream`: `id`, `event`, `data` (an Event as JSON).',
  examples: [
    'id: 4711\nevent: offer.created\ndata: {"id":4711,"at":"2026-01-19T17:00:00.000Z","type":"offer.created",' +
      '"actor":"authority","subject":"offer_01kfbk3k40a1b2c3d4e5f6g7h8","contractorId":"kita","data":{…}}\n\n',
  ],
})

const StreamQuery = record({
  after: Type.Optional(
    Type.Integer({
      minimum: 0,
      description: 'As Last-Event-ID, which goes before it, for readers that cannot set it.',
    }),
  ),
  event: Type.Optional(
    oneOf(
      STREAM_NAMINGS,
      '`type` (unless given): each event is named by its type; `journal`: all are, so that one listener hears them.',
    ),
  ),
  heartbeatS: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 60,
      description: 'Also an event `heartbeat` with `{"at"}`, the service’s time, at once and so often, s.',
    }),
  ),
})

/** `GET /api/v1/stream`: the journal live, as server-sent events; Last-Event-ID resumes without a gap. */
export function registerStream(app: Api, deps: ApiDeps): void {
  const streams = new Set<EventStream>()
  const wakeAll = () => {
    for (const stream of streams) stream.wake()
  }
  const unsubscribe = deps.journal.subscribe(wakeAll)
  // a lost nudge costs two seconds; real time, because sockets live in it
  const poll = setInterval(wakeAll, POLL_MS).unref()
  const heart = setInterval(() => {
    for (const stream of streams) stream.heartbeat()
    endRevoked(deps, streams).catch((error: unknown) => app.log.error({ err: error }, 'streams were not checked'))
  }, HEARTBEAT_MS).unref()
  app.addHook('preClose', async () => {
    unsubscribe()
    clearInterval(poll)
    clearInterval(heart)
    for (const stream of streams) stream.end()
  })
  app.get(
    '/api/v1/stream',
    {
      exposeHeadRoute: false,
      config: { scope: 'orders:read', longLived: true, reads: ['Last-Event-ID'] },
      schema: {
        summary: 'The journal live, as server-sent events; a contractor hears what concerns it',
        description:
          'Events that the key has no scope to read are left out. Without Last-Event-ID it begins now; with it, after ' +
          'that event, however long ago. A comment every 15 s keeps the connection open. A contractor hears of its own ' +
          `offers and orders only, and nothing of other firms. A key or a person may hold ${MAX_STREAMS_PER_KEY} streams; revoking it, or signing out, ends them within 15 s.`,
        tags: ['journal'],
        querystring: StreamQuery,
        response: { 200: StreamText },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const { after, event, heartbeatS } = request.query
      const lastId = await lastEventId(deps.db)
      // a reader may be ahead of a journal that was restored: it would hear nothing until the ids have caught up
      const afterId = Math.min(resumeFrom(request) ?? after ?? lastId, lastId)
      refuseTooMany(streams, principal.id)
      reply.hijack()
      if (reply.raw.destroyed) return
      const onError = (error: unknown) => request.log.error({ err: error }, 'stream failed')
      const stream = new EventStream(reply.raw, { db: deps.db, principal, afterId, named: event ?? 'type', onError })
      const beat = () => stream.beat(toIso(deps.clock.now()))
      const beats = heartbeatS === undefined ? undefined : setInterval(beat, heartbeatS * 1000).unref()
      reply.raw.on('close', () => {
        clearInterval(beats)
        streams.delete(stream)
        request.log.info({ caller: principal.id }, 'stream closed')
      })
      beginStream(reply)
      streams.add(stream)
      if (beats !== undefined) beat()
      stream.wake()
    },
  )
}

/** Sends the head of the answer, which fastify does not send of one that was taken from it. */
function beginStream(reply: FastifyReply): void {
  const { raw } = reply
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value)
  raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' })
  raw.write(`retry: ${RETRY_MS}\n\n`)
}

function refuseTooMany(streams: ReadonlySet<EventStream>, caller: string): void {
  const own = [...streams].filter((it) => it.caller === caller).length
  if (streams.size < MAX_STREAMS && own < MAX_STREAMS_PER_KEY) return
  const whose = own >= MAX_STREAMS_PER_KEY ? say('streams-of-key', { count: own }) : say('streams-full')
  throw new ThrottledError(whose, RETRY_MS / 1000)
}

/** A key or a session is good for as long as it stands, not for as long as its connection. */
async function endRevoked({ db, clock, config }: ApiDeps, streams: ReadonlySet<EventStream>): Promise<void> {
  const all = [...streams]
  const revoked = await whichAreRevoked(db, [...new Set(all.flatMap((it) => (it.session === null ? it.caller : [])))])
  const sessions = [...new Set(all.flatMap((it) => it.session?.tokenSha256 ?? []))]
  const live = await whichSessionsLive(db, sessions, clock.now(), config.access.idleMs)
  for (const stream of all) {
    const stands = stream.session === null ? !revoked.has(stream.caller) : live.has(stream.session.tokenSha256)
    if (!stands) stream.end()
  }
}

function resumeFrom(request: FastifyRequest): number | undefined {
  const header = request.headers['last-event-id']
  if (header === undefined) return undefined
  if (typeof header === 'string' && /^\d{1,15}$/.test(header)) return Number(header)
  throw new YukibanError('request-invalid', say('last-event-id'), {
    problems: [fieldProblem('Last-Event-ID', say('not-an-event-id'), String(header).slice(0, 60))],
  })
}
