import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { YukibanError } from '../errors.ts'
import { lastEventId } from '../store/events/last-event-id.ts'
import type { Api, ApiDeps } from './deps.ts'
import { EventStream } from './event-stream.ts'
import { principalOf } from './principal.ts'
import { ThrottledError } from './problem.ts'
import { record } from './schema.ts'

const HEARTBEAT_MS = 15_000
const POLL_MS = 2_000
const MAX_STREAMS = 1_000
/** How long a reader waits before it connects again, as told to EventSource. */
const RETRY_MS = 3_000

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
        description: 'Events that the key has no scope to read are left out. Without Last-Event-ID it begins now.',
        tags: ['journal'],
        querystring: record({}),
        response: {
          200: Type.String({ description: '`text/event-stream`: `id`, `event`, `data` (an Event as JSON).' }),
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      if (streams.size >= MAX_STREAMS) throw new ThrottledError('too many streams are open', RETRY_MS / 1000)
      const afterId = resumeFrom(request) ?? (await lastEventId(deps.db))
      reply.hijack()
      const { raw } = reply
      if (raw.destroyed) return
      const onError = (error: unknown) => request.log.error({ err: error }, 'stream failed')
      const stream = new EventStream(raw, { db: deps.db, principal, afterId, onError })
      raw.on('close', () => {
        streams.delete(stream)
        request.log.info({ caller: principal.id }, 'stream closed')
      })
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) raw.setHeader(name, value)
      raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' })
      raw.write(`retry: ${RETRY_MS}\n\n`)
      streams.add(stream)
      stream.wake()
    },
  )
}

function resumeFrom(request: FastifyRequest): number | undefined {
  const header = request.headers['last-event-id']
  if (header === undefined) return undefined
  if (typeof header === 'string' && /^\d{1,15}$/.test(header)) return Number(header)
  throw new YukibanError('request-invalid', 'Last-Event-ID must be the id of an event', {
    problems: [{ field: 'Last-Event-ID', value: String(header).slice(0, 60), message: 'must be the id of an event' }],
  })
}
