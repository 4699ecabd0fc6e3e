import { Type } from 'typebox'
import { DAY_MS, type EpochMs, HOUR_MS, localDate, MINUTE_MS, toIso } from '../domain/time.ts'
import { fieldProblem, say } from '../problems/say.ts'
import { findAuthority } from '../store/authorities/find-authority.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { crewCallOuts } from '../store/work/crew-call-outs.ts'
import { type CrewPlace, crewPlaces } from '../store/work/crew-places.ts'
import { finishedWork } from '../store/work/finished-work.ts'
import { CrewWorkSchema, crewWork } from './crew-work-view.ts'
import { CSV_TYPE, csvDisposition, toCsv } from './csv.ts'
import type { Api, ApiDeps } from './deps.ts'
import { type FinishedRow, finishedColumns } from './finished-work-csv.ts'
import { MAX_AHEAD_MS } from './order-input.ts'
import { LEVELS } from './order-view.ts'
import { actorOf, type Principal, principalOf } from './principal.ts'
import { nullableNumber, nullableText, nullableTime, oneOf, record, ref, Time } from './schema.ts'
import { instantOf, isoOrNull } from './times.ts'
import { invalidRequest } from './validation.ts'

/** A night and the evening before it: what became of tonight's call-outs is still to be seen in the morning. */
const RECENT_MS = 18 * HOUR_MS
/** Call-outs shown at once; a night has a handful. */
const MOST_CALL_OUTS = 50
const DEFAULT_HISTORY_MS = 14 * DAY_MS
/** One season. */
const LONGEST_HISTORY_MS = 366 * DAY_MS
const MOST_ROWS = 5000

const Period = record({
  from: Type.Optional(Type.String({ minLength: 1, maxLength: 40, description: 'Default: 14 days before `to`.' })),
  to: Type.Optional(Type.String({ minLength: 1, maxLength: 40, description: 'Default: now.' })),
})
const CsvPeriod = record({ ...Period.properties, lang: Type.Optional(oneOf(['ja', 'en'], 'Headings; default ja.')) })

const FinishedSchema = record({
  orderId: Type.String(),
  routeId: Type.String(),
  name: Type.String(),
  block: Type.String(),
  level: oneOf(LEVELS),
  state: oneOf(['completed', 'withdrawn']),
  lengthM: Type.Number(),
  acceptedAt: nullableTime(),
  startedAt: nullableTime(),
  endedAt: Time,
  workMinutes: nullableNumber('From start to end; null: no start was reported.'),
  note: nullableText('Note of the completion, or why it was called off.'),
})

/** What a contractor's crew has to do now, and what it did: all in one answer each, for a telephone on a thin line. */
export function registerCrewWork(app: Api, deps: ApiDeps): void {
  app.addSchema(CrewWorkSchema)
  registerNow(app, deps)
  registerHistory(app, deps)
  registerHistoryCsv(app, deps)
}

function registerNow(app: Api, { db, clock }: ApiDeps): void {
  app.get(
    '/api/v1/work',
    {
      config: { scope: 'offers:answer' },
      schema: {
        summary: 'A firm’s own offers and work, with routes, lines, times and reasons',
        description: `What waits for an answer or is to be done, and all call-outs of the last ${RECENT_MS / HOUR_MS} hours. Asking notes nothing as read.`,
        tags: ['offers'],
        querystring: record({}),
        response: { 200: ref(CrewWorkSchema) },
      },
    },
    async (request) => {
      const { authorityId, contractorId } = firmOf(principalOf(request))
      const nowMs = clock.now()
      const filter = { authorityId, contractorId, sinceMs: nowMs - RECENT_MS, limit: MOST_CALL_OUTS }
      return crewWork(db, { contractorId, callOuts: await crewCallOuts(db, filter), nowMs })
    },
  )
}

function registerHistory(app: Api, deps: ApiDeps): void {
  app.get(
    '/api/v1/work/history',
    {
      config: { scope: 'offers:answer' },
      schema: {
        summary: 'What a firm took and is over, latest first',
        tags: ['offers'],
        querystring: Period,
        response: {
          200: record({
            from: Time,
            to: Time,
            items: Type.Array(FinishedSchema, { description: `At most ${MOST_ROWS}.` }),
          }),
        },
      },
    },
    async (request) => {
      const { fromMs, toMs, rows } = await finished(deps, principalOf(request), request.query)
      return { from: toIso(fromMs), to: toIso(toMs), items: rows.map(finishedView) }
    },
  )
}

function registerHistoryCsv(app: Api, deps: ApiDeps): void {
  app.get(
    '/api/v1/work/history.csv',
    {
      config: { scope: 'offers:answer' },
      schema: {
        summary: 'The same as a table for Excel, times on the authority’s wall clock',
        tags: ['offers'],
        produces: ['text/csv'],
        querystring: CsvPeriod,
        response: { 200: { description: 'CSV', content: { 'text/csv': { schema: { type: 'string' } } } } },
      },
    },
    async (request, reply) => {
      const { lang = 'ja', ...period } = request.query
      const { fromMs, toMs, timeZone, rows } = await finished(deps, principalOf(request), period)
      const days = `${localDate(fromMs, timeZone)}_${localDate(toMs, timeZone)}`
      const name = lang === 'ja' ? `除雪作業_${days}.csv` : `work_${days}.csv`
      return reply
        .type(CSV_TYPE)
        .header('content-disposition', csvDisposition(`work_${days}.csv`, name))
        .serializer((text: unknown) => String(text))
        .send(toCsv(finishedColumns(lang, timeZone), rows) as never)
    },
  )
}

/** The firm whose work it is; the scope admits no other role. */
function firmOf(principal: Principal): { authorityId: string; contractorId: string } {
  return { authorityId: principal.authorityId, contractorId: actorOf(principal).id }
}

async function finished(
  { db, clock }: Pick<ApiDeps, 'db' | 'clock'>,
  principal: Principal,
  query: { readonly from?: string; readonly to?: string },
) {
  const { authorityId, contractorId } = firmOf(principal)
  // work just done may lie ahead, by a telephone's clock
  const toMs = query.to === undefined ? clock.now() + MAX_AHEAD_MS : instantOf('to', query.to)
  const fromMs = query.from === undefined ? toMs - DEFAULT_HISTORY_MS : instantOf('from', query.from)
  if (fromMs >= toMs || toMs - fromMs > LONGEST_HISTORY_MS) {
    const says = say('not-before-to-within', { days: LONGEST_HISTORY_MS / DAY_MS })
    throw invalidRequest([fieldProblem('from', says, String(query.from))])
  }
  const orders = await finishedWork(db, { authorityId, contractorId, fromMs, toMs, limit: MOST_ROWS })
  const places = await crewPlaces(
    db,
    orders.map((it) => it.routeId),
  )
  const timeZone = (await findAuthority(db, authorityId))?.timeZone ?? 'UTC'
  return { fromMs, toMs, timeZone, rows: orders.map((it) => finishedRow(it, places.get(it.routeId))) }
}

function finishedRow(order: StoredOrder, place: CrewPlace | undefined): FinishedRow {
  const endedAtMs = order.completedAtMs ?? order.closedAtMs ?? order.createdAtMs
  const { startedAtMs } = order
  const done = order.state === 'completed'
  return {
    orderId: order.id,
    routeId: order.routeId,
    name: place?.route.name ?? order.routeId,
    block: place?.blockName ?? '',
    level: order.level,
    state: done ? 'completed' : 'withdrawn',
    lengthM: place?.route.lengthM ?? 0,
    acceptedAtMs: order.acceptedAtMs,
    startedAtMs,
    endedAtMs,
    workMinutes: done && startedAtMs !== null ? minutesBetween(startedAtMs, endedAtMs) : null,
    note: order.closedReason,
  }
}

function minutesBetween(fromMs: EpochMs, toMs: EpochMs): number {
  return Math.round((toMs - fromMs) / MINUTE_MS)
}

function finishedView({ acceptedAtMs, startedAtMs, endedAtMs, ...rest }: FinishedRow) {
  return {
    ...rest,
    acceptedAt: isoOrNull(acceptedAtMs),
    startedAt: isoOrNull(startedAtMs),
    endedAt: toIso(endedAtMs),
  }
}
