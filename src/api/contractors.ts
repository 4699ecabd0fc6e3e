import { Type } from 'typebox'
import { DAY_MS, HOUR_MS, toIso } from '../domain/time.ts'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import { findContractor } from '../store/contractors/find-contractor.ts'
import { listContractors } from '../store/contractors/list-contractors.ts'
import { rotateWebhookSecret } from '../store/contractors/rotate-webhook-secret.ts'
import type { Trx } from '../store/database.ts'
import { enqueueDelivery } from '../store/deliveries/enqueue-delivery.ts'
import { listDeliveries } from '../store/deliveries/list-deliveries.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { registerContractorChanges } from './contractor-changes.ts'
import { registerContractorRecords } from './contractor-records.ts'
import { ContractorSchema, contractorView } from './contractor-view.ts'
import { DeliverySchema, deliveryView } from './delivery-view.ts'
import type { Api, ApiDeps } from './deps.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { actorOf, ownedBy, type Principal, principalOf } from './principal.ts'
import { IdParams, nullableTime, pageOf, record, ref } from './schema.ts'
import { refuseManyTests } from './test-limit.ts'

/** Time enough to change a receiver over in the morning. */
const DEFAULT_OVERLAP_H = DAY_MS / HOUR_MS
const MAX_OVERLAP_H = 168

/** Contractors (除雪事業者), their webhook secret and what was sent to them. */
export function registerContractors(app: Api, deps: ApiDeps): void {
  app.addSchema(ContractorSchema)
  registerReads(app, deps)
  registerContractorDeliveries(app, deps)
  registerRotate(app, deps)
  registerTest(app, deps)
  registerContractorChanges(app, deps)
  registerContractorRecords(app, deps)
}

function registerReads(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/contractors',
    {
      config: { scope: 'contractors:read' },
      schema: {
        summary: 'List contractors',
        tags: ['contractors'],
        querystring: record(PageQuery),
        response: { 200: pageOf(ContractorSchema) },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor } = request.query
      const [after = ''] = decodeCursor(cursor, ['string']) ?? []
      const { authorityId } = principalOf(request)
      const rows = (await listContractors(db, { authorityId })).filter((it) => it.id > after)
      return toPage(rows, limit, (it) => [it.id], contractorView)
    },
  )
  app.get(
    '/api/v1/contractors/:id',
    {
      config: { scope: 'contractors:read' },
      schema: {
        summary: 'One contractor',
        tags: ['contractors'],
        params: IdParams,
        response: { 200: ref(ContractorSchema) },
      },
    },
    async (request) => {
      const { id } = request.params
      return contractorView(ownedBy(principalOf(request), await findContractor(db, id), 'contractor', id))
    },
  )
}

function registerContractorDeliveries(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/contractors/:id/deliveries',
    {
      config: { scope: 'contractors:read' },
      schema: {
        summary: 'What was or will be sent to a contractor, newest first',
        tags: ['contractors'],
        params: IdParams,
        querystring: record(PageQuery),
        response: { 200: pageOf(DeliverySchema) },
      },
    },
    async (request) => {
      const { id } = request.params
      const { limit = DEFAULT_LIMIT, cursor } = request.query
      const [before] = decodeCursor(cursor, ['string']) ?? []
      ownedBy(principalOf(request), await findContractor(db, id), 'contractor', id)
      const rows = await listDeliveries(db, { contractorId: id, before, limit: limit + 1 })
      return toPage(rows, limit, (it) => [it.id], deliveryView)
    },
  )
}

function registerRotate(app: Api, { db, clock }: ApiDeps): void {
  app.post(
    '/api/v1/contractors/:id/rotate-secret',
    {
      config: { scope: 'contractors:write' },
      schema: {
        summary: 'Give a contractor a new webhook secret, shown this once; the old one signs beside it for a while',
        tags: ['contractors'],
        params: IdParams,
        body: record({
          overlapHours: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: MAX_OVERLAP_H,
              description: `How long the old secret signs as well, default ${DEFAULT_OVERLAP_H}; 0: it has become known.`,
            }),
          ),
        }),
        response: {
          200: record({
            id: Type.String(),
            secret: Type.String({ description: 'Standard Webhooks secret.' }),
            oldSecretUntil: nullableTime('Until then messages carry a signature by the old secret too.'),
          }),
        },
      },
    },
    async (request) => {
      const { id } = request.params
      const principal = principalOf(request)
      const nowMs = clock.now()
      const { overlapHours = DEFAULT_OVERLAP_H } = request.body
      const untilMs = overlapHours === 0 ? undefined : nowMs + overlapHours * HOUR_MS
      const secret = await db.transaction().execute(async (trx) => {
        ownedBy(principal, await findContractor(trx, id), 'contractor', id)
        await recordContractorEvent(trx, 'contractor.secret-rotated', principal, id, nowMs)
        return rotateWebhookSecret(trx, id, untilMs)
      })
      return { id, secret, oldSecretUntil: untilMs === undefined ? null : toIso(untilMs) }
    },
  )
}

function registerTest(app: Api, { db, clock, commands, config }: ApiDeps): void {
  app.post(
    '/api/v1/contractors/:id/test-webhook',
    {
      config: { scope: 'contractors:write', errors: ['conflict', 'too-many-requests'] },
      schema: {
        summary: "Send a `ping` to the contractor's endpoint by the same way as offers",
        tags: ['contractors'],
        params: IdParams,
        response: { 202: record({ deliveryId: Type.String({ description: 'Find its result under deliveries.' }) }) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const principal = principalOf(request)
      const nowMs = clock.now()
      const deliveryId = await db.transaction().execute(async (trx) => {
        const { authorityId } = ownedBy(principal, await findContractor(trx, id), 'contractor', id)
        await refuseManyTests(trx, { authorityId, contractorId: id }, config.channels.testsPerHour, nowMs)
        const data = {}
        const made = await enqueueDelivery(trx, {
          contractorId: id,
          offerId: null,
          orderId: null,
          type: 'ping',
          data,
          nowMs,
        })
        if (made === '') {
          throw new YukibanError('conflict', say('no-webhook', { id }))
        }
        await recordContractorEvent(trx, 'contractor.webhook-tested', principal, id, nowMs)
        return made
      })
      commands.nudges.deliver()
      reply.code(202)
      return { deliveryId }
    },
  )
}

async function recordContractorEvent(
  trx: Trx,
  type: string,
  principal: Principal,
  id: string,
  atMs: number,
): Promise<void> {
  const { authorityId } = principal
  await recordEvent(trx, { authorityId, atMs, type, actor: actorOf(principal), subject: id, data: {} })
}
