import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { type Static, Type } from 'typebox'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import type { Note } from '../replay/notes.ts'
import { reportPage } from '../replay/report/page.ts'
import { STYLE } from '../replay/report/style.ts'
import type { ReplayResult } from '../replay/result.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { cancelReplay } from '../store/replays/cancel-replay.ts'
import { countWaitingReplays } from '../store/replays/count-waiting-replays.ts'
import { findReplay } from '../store/replays/find-replay.ts'
import { findReplayResult } from '../store/replays/find-replay-result.ts'
import { insertReplay } from '../store/replays/insert-replay.ts'
import { listReplays } from '../store/replays/list-replays.ts'
import type { Api, ApiDeps } from './deps.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { actorOf, ownedBy, principalOf } from './principal.ts'
import { ReplayBody, replayPlan } from './replay-input.ts'
import { ReplaySchema, ReplayWithResultSchema, replayView } from './replay-view.ts'
import { IdParams, oneOf, pageOf, record, ref } from './schema.ts'

/** What criteria would have ordered over what is on record: asked for, followed, read as JSON or as a page. */
export function registerReplays(app: Api, deps: ApiDeps): void {
  app.addSchema(ReplaySchema)
  app.addSchema(ReplayWithResultSchema)
  registerRequest(app, deps)
  registerList(app, deps)
  registerOne(app, deps)
  registerReport(app, deps)
  registerCancel(app, deps)
}

function registerRequest(app: Api, deps: ApiDeps): void {
  app.post(
    '/api/v1/replays',
    {
      config: { scope: 'replays:write', errors: ['replay-too-large', 'replay-queue-full', 'history-invalid'] },
      schema: {
        summary: 'Ask what a set of criteria would have ordered',
        description: 'Runs in the background, one replay at a time; `GET` the id for its progress and result.',
        tags: ['replays'],
        body: ReplayBody,
        response: { 202: ref(ReplaySchema) },
      },
    },
    async (request, reply) => {
      const { db, clock, config } = deps
      const principal = principalOf(request)
      const plan = await replayPlan(deps, principal.authorityId, request.body)
      const nowMs = clock.now()
      const actor = actorOf(principal)
      const { authorityId } = principal
      const replay = await db.transaction().execute(async (trx) => {
        if ((await countWaitingReplays(trx)) >= config.replays.queue) {
          throw new YukibanError('replay-queue-full', say('replay-queue-full', { count: config.replays.queue }))
        }
        const id = await insertReplay(trx, { authorityId, actor: `${actor.kind}:${actor.id}`, plan, nowMs })
        const data = { from: request.body.from, to: request.body.to, criteria: plan.criteria.map((it) => it.id) }
        await recordEvent(trx, { authorityId, atMs: nowMs, type: 'replay.requested', actor, subject: id, data })
        return ownedBy(principal, await findReplay(trx, id), 'replay', id)
      })
      deps.replays.nudge()
      reply.code(202).header('location', `/api/v1/replays/${replay.id}`)
      return replayView(replay)
    },
  )
}

function registerList(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/replays',
    {
      config: { scope: 'replays:read' },
      schema: {
        summary: 'List replays, newest first',
        tags: ['replays'],
        querystring: record({ ...PageQuery }),
        response: { 200: pageOf(ReplaySchema) },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor } = request.query
      const [before] = decodeCursor(cursor, ['string']) ?? []
      const { authorityId } = principalOf(request)
      const filter = before === undefined ? {} : { before }
      const rows = await listReplays(db, { authorityId, limit: limit + 1, ...filter })
      return toPage(rows, limit, (it) => [it.id], replayView)
    },
  )
}

function registerOne(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/replays/:id',
    {
      config: { scope: 'replays:read' },
      schema: {
        summary: 'How far a replay has come, and what it found',
        tags: ['replays'],
        params: IdParams,
        response: { 200: ref(ReplayWithResultSchema) },
      },
    },
    async (request): Promise<Static<typeof ReplayWithResultSchema>> => {
      const { id } = request.params
      const replay = ownedBy(principalOf(request), await findReplay(db, id), 'replay', id)
      const found = replay.state === 'done' ? await findReplayResult(db, id) : undefined
      const result = found === undefined ? null : (JSON.parse(found.summaryJson) as Record<string, unknown>)
      return { ...replayView(replay), result }
    },
  )
}

const unzip = promisify(gunzip)

/** The page needs its own style and nothing else. */
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')
const REPORT_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; frame-ancestors 'none'`

function registerReport(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/replays/:id/report',
    {
      config: { scope: 'replays:read', errors: ['conflict'] },
      schema: {
        summary: 'What a replay found, as a page with a plot per route',
        tags: ['replays'],
        params: IdParams,
        querystring: record({ lang: Type.Optional(oneOf(['ja', 'en'], 'ja unless given')) }),
        response: { 200: { content: { 'text/html': { schema: Type.String() } } } },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const replay = ownedBy(principalOf(request), await findReplay(db, id), 'replay', id)
      const found = replay.state === 'done' ? await findReplayResult(db, id) : undefined
      if (found === undefined)
        throw new YukibanError('conflict', say('replay-no-report', { id, state: say(`state-${replay.state}`) }))
      const { result, notes } = JSON.parse((await unzip(found.resultGz)).toString('utf8')) as {
        result: ReplayResult
        notes: readonly Note[]
      }
      const label = result.criteria.map((it) => it.id).join(', ')
      const page = reportPage([{ label, result }], { language: request.query.lang ?? 'ja', notes })
      return reply.header('content-security-policy', REPORT_POLICY).type('text/html; charset=utf-8').send(page)
    },
  )
}

function registerCancel(app: Api, { db, clock, replays }: ApiDeps): void {
  app.delete(
    '/api/v1/replays/:id',
    {
      config: { scope: 'replays:write', errors: ['conflict'] },
      schema: {
        summary: 'Cancel a replay that waits or runs',
        tags: ['replays'],
        params: IdParams,
        response: { 200: ref(ReplaySchema) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { id } = request.params
      const nowMs = clock.now()
      const replay = await db.transaction().execute(async (trx) => {
        const { authorityId } = ownedBy(principal, await findReplay(trx, id), 'replay', id)
        if (!(await cancelReplay(trx, id, nowMs))) throw new YukibanError('conflict', say('replay-over', { id }))
        const actor = actorOf(principal)
        await recordEvent(trx, { authorityId, atMs: nowMs, type: 'replay.cancelled', actor, subject: id, data: {} })
        return ownedBy(principal, await findReplay(trx, id), 'replay', id)
      })
      await replays.cancelled(id)
      return replayView(replay)
    },
  )
}
