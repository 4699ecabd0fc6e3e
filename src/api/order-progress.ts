import { type Static, Type } from 'typebox'
import { type ProgressInput, reportProgress } from '../dispatch/progress.ts'
import { fieldProblem, say } from '../problems/say.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { listProgress } from '../store/progress/list-progress.ts'
import type { Api, ApiDeps } from './deps.ts'
import { CREW, NoteText, refuseOtherCrews, timeOf } from './order-input.ts'
import { visibleOrder } from './order-view.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { actorOf, noSuch, type Principal, principalOf } from './principal.ts'
import { maySeePositions, PositionSchema, ProgressSchema, progressView } from './progress-view.ts'
import { IdParams, pageOf, record, ref } from './schema.ts'
import { invalidRequest } from './validation.ts'

/** How far a crew is. */
export const ReportBody = record(
  {
    at: Type.String({ maxLength: 40, description: 'When it was so: ISO 8601 or epoch ms.' }),
    position: Type.Optional(PositionSchema),
    percent: Type.Optional(Type.Number({ minimum: 0, maximum: 100, description: 'Share of the route that is done.' })),
    note: Type.Optional(NoteText),
  },
  { examples: [{ at: '2026-01-19T18:20:00Z', percent: 60, position: { lat: 40.8246, lon: 140.74, accuracyM: 8 } }] },
)

/** `POST` and `GET /orders/{id}/progress`: how far a crew is, and where if its firm says so. */
export function registerOrderProgress(app: Api, deps: ApiDeps): void {
  app.addSchema(ProgressSchema)
  registerReport(app, deps)
  registerReports(app, deps)
}

function registerReport(app: Api, { db, clock, commands }: ApiDeps): void {
  app.post(
    '/api/v1/orders/:id/progress',
    {
      config: { scope: CREW },
      schema: {
        summary: 'How far the crew is; by the contractor that accepted, or an officer for it',
        description:
          'Says at least one of `position`, `percent` and `note`. The same report again changes nothing. Reports may ' +
          'come late, after completion too, as long as they tell of a moment before it.',
        tags: ['orders'],
        params: IdParams,
        body: ReportBody,
        response: { 200: ref(ProgressSchema) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      refuseEmpty(request.body)
      const order = await visibleOrder(db, principal, request.params.id)
      refuseOtherCrews(principal, order, 'report on')
      const report = reportOf(order, request.body, clock.now())
      const progress = await reportProgress(commands, { ...report, actor: actorOf(principal) })
      return progressView(progress, maySeePositions(principal, order))
    },
  )
}

/**
 * Reads a report on an order. Throws `request-invalid` when it says nothing, or tells of a moment that cannot be.
 */
export function reportOf(
  order: StoredOrder,
  body: Static<typeof ReportBody>,
  nowMs: number,
): Omit<ProgressInput, 'actor'> {
  refuseEmpty(body)
  const { at, position, percent = null, note = null } = body
  const atMs = timeOf('at', at, { earliestMs: order.acceptedAtMs, nowMs })
  const where = position === undefined ? null : { ...position, accuracyM: position.accuracyM ?? null }
  return { orderId: order.id, atMs, position: where, percent, note }
}

function refuseEmpty({ position, percent, note }: Static<typeof ReportBody>): void {
  if (position !== undefined || percent !== undefined || note !== undefined) return
  throw invalidRequest([fieldProblem('percent', say('report-empty'))])
}

function registerReports(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/orders/:id/progress',
    {
      config: { scope: 'orders:read' },
      schema: {
        summary: 'What the crew reported, oldest moment first',
        description: 'Positions are shown to those who may command orders and to the crew’s own firm.',
        tags: ['orders'],
        params: IdParams,
        querystring: record(PageQuery),
        response: { 200: pageOf(ProgressSchema) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { limit = DEFAULT_LIMIT, cursor } = request.query
      const [afterMs] = decodeCursor(cursor, ['number']) ?? []
      const order = await visibleOrder(db, principal, request.params.id)
      refuseOtherFirms(principal, order)
      const rows = await listProgress(db, { orderId: order.id, afterMs, limit: limit + 1 })
      const withPosition = maySeePositions(principal, order)
      return toPage(
        rows,
        limit,
        (it) => [it.atMs],
        (it) => progressView(it, withPosition),
      )
    },
  )
}

/** Who was only asked for an order does not see the work of the firm that took it. */
function refuseOtherFirms(principal: Principal, order: { id: string; contractorId: string | null }): void {
  if (principal.contractorId !== null && principal.contractorId !== order.contractorId) throw noSuch('order', order.id)
}
