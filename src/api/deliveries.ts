import { Type } from 'typebox'
import { findDelivery } from '../store/deliveries/find-delivery.ts'
import { listDeliveries } from '../store/deliveries/list-deliveries.ts'
import { requeueDelivery } from '../store/deliveries/requeue-delivery.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { DeliverySchema, deliveryView } from './delivery-view.ts'
import type { Api, ApiDeps } from './deps.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { actorOf, ownedBy, principalOf } from './principal.ts'
import { IdParams, pageOf, record, ref } from './schema.ts'

/** What was or will be sent to contractors and officers, by every channel. */
export function registerDeliveries(app: Api, deps: ApiDeps): void {
  app.addSchema(DeliverySchema)
  registerList(app, deps)
  registerOne(app, deps)
  registerReplay(app, deps)
}

function registerList(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/deliveries',
    {
      config: { scope: 'contractors:read' },
      schema: {
        summary: 'Deliveries by every channel, newest first',
        tags: ['contractors'],
        querystring: record({
          ...PageQuery,
          contractor: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
          order: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
        }),
        response: { 200: pageOf(DeliverySchema) },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor, contractor, order } = request.query
      const [before] = decodeCursor(cursor, ['string']) ?? []
      const { authorityId } = principalOf(request)
      const rows = await listDeliveries(db, {
        authorityId,
        ...(contractor === undefined ? {} : { contractorId: contractor }),
        ...(order === undefined ? {} : { orderId: order }),
        ...(before === undefined ? {} : { before }),
        limit: limit + 1,
      })
      return toPage(rows, limit, (it) => [it.id], deliveryView)
    },
  )
}

function registerOne(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/deliveries/:id',
    {
      config: { scope: 'contractors:read' },
      schema: {
        summary: 'One delivery and what came of it',
        tags: ['contractors'],
        params: IdParams,
        response: { 200: ref(DeliverySchema) },
      },
    },
    async (request) => {
      const { id } = request.params
      return deliveryView(ownedBy(principalOf(request), await findDelivery(db, id), 'delivery', id))
    },
  )
}

function registerReplay(app: Api, { db, clock, commands }: ApiDeps): void {
  app.post(
    '/api/v1/deliveries/:id/replay',
    {
      config: { scope: 'contractors:write' },
      schema: {
        summary: 'Send a delivery again, under its old id, whatever came of it',
        tags: ['contractors'],
        params: IdParams,
        body: record({}),
        response: { 202: ref(DeliverySchema) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const principal = principalOf(request)
      const nowMs = clock.now()
      const delivery = await db.transaction().execute(async (trx) => {
        const { authorityId, contractorId } = ownedBy(principal, await findDelivery(trx, id), 'delivery', id)
        const what = { type: 'delivery.replayed', actor: actorOf(principal), subject: id, contractorId }
        await recordEvent(trx, { authorityId, atMs: nowMs, ...what, data: {} })
        return requeueDelivery(trx, id, nowMs)
      })
      commands.nudges.deliver()
      reply.code(202)
      return deliveryView(delivery)
    },
  )
}
