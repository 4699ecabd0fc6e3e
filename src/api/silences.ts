import { type Static, Type } from 'typebox'
import type { Config } from '../config.ts'
import type { Silence } from '../domain/silence.ts'
import { type EpochMs, HOUR_MS, MINUTE_MS, toIso } from '../domain/time.ts'
import { YukibanError } from '../errors.ts'
import { fieldProblem, type SpokenProblem, say } from '../problems/say.ts'
import { PLURALS } from '../problems/texts/parts.ts'
import type { Db, Trx } from '../store/database.ts'
import { findDevice } from '../store/devices/find-device.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { endSilence } from '../store/silences/end-silence.ts'
import { findSilence } from '../store/silences/find-silence.ts'
import { insertSilence } from '../store/silences/insert-silence.ts'
import { listSilences } from '../store/silences/list-silences.ts'
import type { StoredSilence } from '../store/silences/silence-row.ts'
import { NoteSchema, scopeProblems } from './criterion-input.ts'
import type { Api, ApiDeps } from './deps.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { peopleNames } from './people-names.ts'
import { actorOf, ownedBy, principalOf } from './principal.ts'
import { IdParams, oneOf, pageOf, record, ref } from './schema.ts'
import { SilenceView, silenceView, TargetSchema } from './silence-view.ts'
import { instantOf } from './times.ts'
import { invalidRequest } from './validation.ts'

/** Silences over routes and maintenance windows of devices: set for a time, with a reason, and ended. */
export function registerSilences(app: Api, deps: ApiDeps): void {
  app.addSchema(SilenceView)
  registerList(app, deps)
  registerPost(app, deps)
  registerEnd(app, deps)
}

function registerList(app: Api, { db, clock }: ApiDeps): void {
  app.get(
    '/api/v1/silences',
    {
      config: { scope: 'silences:read' },
      schema: {
        summary: 'List silences and maintenance windows, newest first: those that stand or are to come, or all',
        tags: ['silences'],
        querystring: record({ ...PageQuery, show: Type.Optional(oneOf(['open', 'all'], 'open unless given')) }),
        response: { 200: pageOf(SilenceView) },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor, show = 'open' } = request.query
      const [before] = decodeCursor(cursor, ['string']) ?? []
      const { authorityId } = principalOf(request)
      const nowMs = clock.now()
      const rows = await listSilences(db, {
        authorityId,
        limit: limit + 1,
        ...(before === undefined ? {} : { before }),
        ...(show === 'open' ? { openAtMs: nowMs } : {}),
      })
      const named = await peopleNames(
        db,
        rows.flatMap((it) => [it.createdBy, it.endedBy]),
      )
      return toPage(
        rows,
        limit,
        (it) => [it.id],
        (it) => silenceView(it, nowMs, named([it.createdBy, it.endedBy])),
      )
    },
  )
}

const SilenceBody = record({
  target: TargetSchema,
  from: Type.Optional(Type.String({ description: 'a moment; without it: now' })),
  to: Type.String({ description: 'a moment' }),
  reason: NoteSchema,
})

function registerPost(app: Api, { db, clock, config }: ApiDeps): void {
  app.post(
    '/api/v1/silences',
    {
      config: { scope: 'silences:write' },
      schema: {
        summary: 'Silence the routes of a scope, or take a device into maintenance, for a time',
        tags: ['silences'],
        body: SilenceBody,
        response: { 201: ref(SilenceView) },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const { authorityId } = principal
      const { target, reason } = request.body
      const nowMs = clock.now()
      const span = spanOf(request.body, config.silence, nowMs)
      const actor = actorOf(principal)
      const silence = await db.transaction().execute(async (trx) => {
        await refuseUnknownTarget(trx, authorityId, target)
        const createdBy = `${actor.kind}:${actor.id}`
        const set = await insertSilence(trx, { authorityId, target, ...span, reason, createdBy, createdAtMs: nowMs })
        const data = { target, from: toIso(span.fromMs), to: toIso(span.toMs), reason }
        await recordEvent(trx, { authorityId, atMs: nowMs, type: 'silence.set', actor, subject: set.id, data })
        return set
      })
      reply.code(201)
      return shown(db, { ...silence, endedBy: null, endedReason: null }, nowMs)
    },
  )
}

function registerEnd(app: Api, { db, clock }: ApiDeps): void {
  app.post(
    '/api/v1/silences/:id/end',
    {
      config: { scope: 'silences:write', errors: ['conflict'] },
      schema: {
        summary: 'End a silence or a maintenance window before its time',
        tags: ['silences'],
        params: IdParams,
        body: record({ reason: Type.Optional(NoteSchema) }),
        response: { 200: ref(SilenceView) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { id } = request.params
      const reason = request.body.reason ?? null
      const [actor, nowMs] = [actorOf(principal), clock.now()]
      const ended = await db.transaction().execute(async (trx) => {
        const silence = ownedBy(principal, await findSilence(trx, id), 'silence', id)
        const { authorityId, target } = silence
        if (!(await endSilence(trx, id, { nowMs, by: `${actor.kind}:${actor.id}`, reason }))) {
          throw new YukibanError('conflict', say('silence-over', { id }))
        }
        const data = { target, reason }
        await recordEvent(trx, { authorityId, atMs: nowMs, type: 'silence.ended', actor, subject: id, data })
        return { ...silence, endedAtMs: nowMs, endedBy: `${actor.kind}:${actor.id}`, endedReason: reason }
      })
      return shown(db, ended, nowMs)
    },
  )
}

async function shown(db: Db, silence: StoredSilence, nowMs: EpochMs) {
  const actors = [silence.createdBy, silence.endedBy]
  return silenceView(silence, nowMs, (await peopleNames(db, actors))(actors))
}

/** A silence tells what is to come: one may begin as long ago as it takes to type it. */
const LATEST_START_MS = 15 * MINUTE_MS

function spanOf(
  { target, from, to }: Static<typeof SilenceBody>,
  limits: Config['silence'],
  nowMs: EpochMs,
): { fromMs: EpochMs; toMs: EpochMs } {
  const fromMs = from === undefined ? nowMs : instantOf('from', from)
  const toMs = instantOf('to', to)
  const [maxMs, setting] =
    target.kind === 'device'
      ? [limits.maxDeviceMs, 'YUKIBAN_MAINTENANCE_MAX_H']
      : [limits.maxScopeMs, 'YUKIBAN_SILENCE_MAX_H']
  const problems: SpokenProblem[] = []
  if (from !== undefined && fromMs < nowMs - LATEST_START_MS) {
    problems.push(fieldProblem('from', say('is-past'), from))
  }
  if (toMs <= Math.max(fromMs, nowMs)) {
    problems.push(fieldProblem('to', say('not-ahead-after-from'), to))
  } else if (toMs - fromMs > maxMs) {
    problems.push(fieldProblem('to', say('silence-too-long', { hours: maxMs / HOUR_MS, setting }), to))
  }
  if (problems.length > 0) throw invalidRequest(problems)
  return { fromMs, toMs }
}

async function refuseUnknownTarget(trx: Trx, authorityId: string, target: Silence['target']): Promise<void> {
  if (target.kind === 'scope') {
    const problems = await scopeProblems(trx, authorityId, target.scope, 'target.scope.id')
    if (problems.length > 0) throw invalidRequest(problems)
  } else if ((await findDevice(trx, target.device))?.authorityId !== authorityId) {
    throw invalidRequest([fieldProblem('target.device', say('not-yours', { things: PLURALS.device }), target.device)])
  }
}
