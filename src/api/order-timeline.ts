import { type Static, Type } from 'typebox'
import { toIso } from '../domain/time.ts'
import type { Db } from '../store/database.ts'
import { findDecision } from '../store/decisions/find-decision.ts'
import type { JournalEvent } from '../store/events/list-events.ts'
import { listOrderEvents } from '../store/events/list-order-events.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { actorNames } from './actor-names.ts'
import { DecisionSchema, decisionView } from './decision-view.ts'
import type { Api, ApiDeps } from './deps.ts'
import { eventFor } from './journal-view.ts'
import { visibleOrder } from './order-view.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { type Principal, principalOf } from './principal.ts'
import { AnyObject, IdParams, nullableText, record, ref, Time } from './schema.ts'
import { timelineText } from './timeline-text.ts'

const StepSchema = record(
  {
    id: Type.Integer({ description: 'The line of the journal it is taken from.' }),
    at: Time,
    type: Type.String(),
    ja: Type.String(),
    en: Type.String(),
    subject: Type.String({ description: 'Id of the order or of the offer.' }),
    contractorId: nullableText('The contractor it concerns.'),
    contractorName: nullableText(),
    actor: Type.String({ description: '`kind:id`; a contractor sees `authority` for all but itself.' }),
    actorName: nullableText('What that key or contractor is called.'),
    reason: nullableText('Why, in the words of whoever did it.'),
    data: AnyObject,
  },
  { $id: 'TimelineStep' },
)

const TimelineSchema = record(
  {
    orderId: Type.String(),
    decision: Type.Union([ref(DecisionSchema), Type.Null()], {
      description: 'Evidence, criterion version and reasons behind it; null for an order a person raised.',
    }),
    items: Type.Array(ref(StepSchema), { description: 'Oldest first.' }),
    nextCursor: nullableText('Give as `cursor` for the next page.'),
  },
  { $id: 'Timeline' },
)

/** `GET /orders/{id}/timeline`: what can be said of an order next morning and next year, from the journal alone. */
export function registerOrderTimeline(app: Api, { db }: ApiDeps): void {
  app.addSchema(StepSchema)
  app.addSchema(TimelineSchema)
  app.get(
    '/api/v1/orders/:id/timeline',
    {
      config: { scope: 'orders:read' },
      schema: {
        summary: 'Every step of an order: who, when, why, and from which version of the criterion',
        description: 'A contractor sees the steps that concern itself.',
        tags: ['orders'],
        params: IdParams,
        querystring: record(PageQuery),
        response: { 200: ref(TimelineSchema) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { limit = DEFAULT_LIMIT, cursor } = request.query
      const [afterId] = decodeCursor(cursor, ['number']) ?? []
      const order = await visibleOrder(db, principal, request.params.id)
      const contractorId = principal.contractorId ?? undefined
      const events = await listOrderEvents(db, { orderId: order.id, contractorId, afterId, limit: limit + 1 })
      const shown = events.map((it) => eventFor(principal, it))
      const names = await actorNames(db, shown)
      const page = toPage(
        shown,
        limit,
        (it) => [it.id],
        (it) => stepView(it, names),
      )
      return { orderId: order.id, decision: await decisionOf(db, order, principal), ...page }
    },
  )
}

async function decisionOf(
  db: Db,
  order: StoredOrder,
  principal: Principal,
): Promise<Static<typeof DecisionSchema> | null> {
  const mayRead = principal.contractorId === null && principal.scopes.has('decisions:read')
  if (!mayRead || order.decisionId === null) return null
  const decision = await findDecision(db, order.decisionId)
  return decision === undefined ? null : decisionView(decision)
}

function stepView(event: JournalEvent, names: ReadonlyMap<string, string>): Static<typeof StepSchema> {
  const { id, type, subject, contractorId, actor, data } = event
  const { reason } = data
  return {
    id,
    at: toIso(event.atMs),
    type,
    ...timelineText(type),
    subject,
    contractorId,
    contractorName: names.get(`contractor:${contractorId}`) ?? null,
    actor,
    actorName: names.get(actor) ?? null,
    reason: typeof reason === 'string' ? reason : null,
    data,
  }
}
