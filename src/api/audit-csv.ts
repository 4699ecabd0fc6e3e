import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { DAY_MS, type EpochMs, localDate, parseInstant } from '../domain/time.ts'
import { fieldProblem, say } from '../problems/say.ts'
import { findAuthority } from '../store/authorities/find-authority.ts'
import type { Db } from '../store/database.ts'
import { type EventFilter, listEvents } from '../store/events/list-events.ts'
import { AUDIT_FILTER, auditFilterOf } from './audit-filter.ts'
import { type AuditEvent, auditEventViews } from './audit-view.ts'
import { CSV_START, CSV_TYPE, type CsvColumn, csvDisposition, csvHeader, csvRow, csvTime } from './csv.ts'
import type { Api, ApiDeps } from './deps.ts'
import { principalOf } from './principal.ts'
import { oneOf, record } from './schema.ts'
import { invalidRequest } from './validation.ts'

/** A month unless told; at most a year and its ends, so that nobody asks for everything by mistake. */
const DEFAULT_DAYS = 31
const MAX_DAYS = 400
/** Events held in memory at once. */
const PAGE = 500

const LANGUAGES = ['ja', 'en'] as const
type Language = (typeof LANGUAGES)[number]

/** `GET /api/v1/audit.csv`: the journal of some time as a table, made while it is being sent. */
export function registerAuditCsv(app: Api, { db, clock }: ApiDeps): void {
  app.get(
    '/api/v1/audit.csv',
    {
      config: { scope: 'audit:read' },
      schema: {
        summary: 'The journal of some time as CSV, oldest first; opens in Excel',
        description: `Times are those of the authority’s wall clock. ${DEFAULT_DAYS} days unless told, ${MAX_DAYS} at most.`,
        tags: ['journal'],
        querystring: record({
          ...AUDIT_FILTER,
          lang: Type.Optional(oneOf(LANGUAGES, 'Of the headings; ja unless given.')),
        }),
        response: { 200: Type.Unsafe<Readable>({ type: 'string', description: 'UTF-8 with byte-order mark.' }) },
      },
    },
    async (request, reply) => {
      const { authorityId } = principalOf(request)
      const { lang = 'ja', ...query } = request.query
      const timeZone = (await findAuthority(db, authorityId))?.timeZone ?? 'UTC'
      const bounds = boundsOf(auditFilterOf(query), clock.now())
      const filter = { ...auditFilterOf(query), ...bounds, authorityId }
      const days = [bounds.sinceMs, bounds.untilMs - 1].map((it) => localDate(it, timeZone)).join('_')
      reply.header('content-type', CSV_TYPE)
      reply.header('content-disposition', csvDisposition(`audit_${days}.csv`, `監査記録_${days}.csv`))
      return reply.send(Readable.from(lines(db, filter, columnsFor(lang, timeZone))))
    },
  )
}

interface Bounds {
  readonly sinceMs: EpochMs
  readonly untilMs: EpochMs
}

function boundsOf({ sinceMs, untilMs }: Omit<EventFilter, 'limit'>, nowMs: EpochMs): Bounds {
  // what is written at this very moment is part of it
  const until = untilMs ?? Math.max(nowMs, sinceMs ?? nowMs) + 1
  const since = sinceMs ?? until - DEFAULT_DAYS * DAY_MS
  if (until > since && until - since <= MAX_DAYS * DAY_MS + 1) return { sinceMs: since, untilMs: until }
  throw invalidRequest([fieldProblem('to', say('not-after-from-within', { days: MAX_DAYS }))])
}

async function* lines(
  db: Db,
  filter: Omit<EventFilter, 'limit'>,
  columns: readonly CsvColumn<AuditEvent>[],
): AsyncGenerator<string> {
  yield CSV_START + csvHeader(columns)
  for (let afterId = 0; ; ) {
    const events = await listEvents(db, { ...filter, afterId, limit: PAGE })
    const views = await auditEventViews(db, events)
    if (views.length > 0) yield views.map((it) => csvRow(columns, it)).join('')
    const last = events.at(-1)
    if (last === undefined || events.length < PAGE) return
    afterId = last.id
  }
}

function columnsFor(language: Language, timeZone: string): CsvColumn<AuditEvent>[] {
  const heading = (ja: string, en: string) => (language === 'ja' ? ja : en)
  return [
    [heading('番号', 'id'), (it) => it.id],
    [heading('日時', 'at'), (it) => csvTime(parseInstant(it.at), timeZone)],
    [heading('種類', 'type'), (it) => it.type],
    [heading('行った人', 'actor_name'), (it) => it.actorName],
    [heading('行った人の符号', 'actor'), (it) => it.actor],
    [heading('対象', 'subject_name'), (it) => it.subjectName],
    [heading('対象の符号', 'subject'), (it) => it.subject],
    [heading('事業者', 'contractor'), (it) => it.contractorName ?? it.contractorId],
    [heading('理由', 'reason'), (it) => (typeof it.data.reason === 'string' ? it.data.reason : null)],
    [heading('内容', 'data'), (it) => JSON.stringify(it.data)],
    [heading('ハッシュ', 'hash'), (it) => it.hash],
  ]
}
