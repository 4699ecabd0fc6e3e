import { Type } from 'typebox'
import { YukibanError } from '../errors.ts'
import { fieldProblem, say } from '../problems/say.ts'
import type { ContactPoint } from '../store/contact-points/contact-point.ts'
import { findContactPoint } from '../store/contact-points/find-contact-point.ts'
import { listContactPoints } from '../store/contact-points/list-contact-points.ts'
import { saveContactPoint } from '../store/contact-points/save-contact-point.ts'
import { findContractor } from '../store/contractors/find-contractor.ts'
import type { Trx } from '../store/database.ts'
import { newId } from '../store/ids.ts'
import { noteContactPoint, removeContactPoint, testContactPoint } from './contact-point-changes.ts'
import {
  type ContactPointFields,
  ContactPointInput,
  ContactPointSchema,
  contactPointProblems,
  contactPointView,
} from './contact-point-view.ts'
import type { Api, ApiDeps } from './deps.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { ownedBy, type Principal, principalOf } from './principal.ts'
import { IdParams, pageOf, record, ref } from './schema.ts'
import { refuseManyTests } from './test-limit.ts'
import { invalidRequest } from './validation.ts'

/** Whom messages reach, and by which channel: people of contractors, and officers on duty. */
export function registerContactPoints(app: Api, deps: ApiDeps): void {
  app.addSchema(ContactPointSchema)
  registerList(app, deps)
  registerOne(app, deps)
  registerWrites(app, deps)
  registerRemove(app, deps)
  registerTest(app, deps)
}

const view = (principal: Principal) => (point: ContactPoint) =>
  contactPointView(point, principal.scopes.has('contractors:write'))

function registerList(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/contact-points',
    {
      config: { scope: 'contractors:read' },
      schema: {
        summary: 'List contact points',
        tags: ['contractors'],
        querystring: record({
          ...PageQuery,
          contractor: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
        }),
        response: { 200: pageOf(ContactPointSchema) },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor, contractor } = request.query
      const [after] = decodeCursor(cursor, ['string']) ?? []
      const principal = principalOf(request)
      const { authorityId } = principal
      const rows = await listContactPoints(db, { authorityId, contractorId: contractor, after, limit: limit + 1 })
      return toPage(rows, limit, (it) => [it.id], view(principal))
    },
  )
}

function registerOne(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/contact-points/:id',
    {
      config: { scope: 'contractors:read' },
      schema: {
        summary: 'One contact point',
        tags: ['contractors'],
        params: IdParams,
        response: { 200: ref(ContactPointSchema) },
      },
    },
    async (request) => {
      const { id } = request.params
      const principal = principalOf(request)
      return view(principal)(ownedBy(principal, await findContactPoint(db, id), 'contact point', id))
    },
  )
}

function registerWrites(app: Api, { db, clock, config }: ApiDeps): void {
  const save = (principal: Principal, fields: ContactPointFields, id: string | null) =>
    db.transaction().execute(async (trx) => {
      const before = id === null ? undefined : ownedBy(principal, await findContactPoint(trx, id), 'contact point', id)
      const point = await made(trx, { principal, fields, before, nowMs: clock.now(), allow: config.webhook.allow })
      await saveContactPoint(trx, point)
      await noteContactPoint(trx, before === undefined ? 'created' : 'changed', principal, point, clock.now())
      return contactPointView(point, true)
    })
  app.post(
    '/api/v1/contact-points',
    {
      config: { scope: 'contractors:write' },
      schema: {
        summary: 'Add a contact point',
        tags: ['contractors'],
        body: ContactPointInput,
        response: { 201: ref(ContactPointSchema) },
      },
    },
    async (request, reply) => {
      const saved = await save(principalOf(request), request.body, null)
      reply.code(201).header('location', `/api/v1/contact-points/${saved.id}`)
      return saved
    },
  )
  app.put(
    '/api/v1/contact-points/:id',
    {
      config: { scope: 'contractors:write' },
      schema: {
        summary: 'Change a contact point; another address switches it on again',
        tags: ['contractors'],
        params: IdParams,
        body: ContactPointInput,
        response: { 200: ref(ContactPointSchema) },
      },
    },
    (request) => save(principalOf(request), request.body, request.params.id),
  )
}

interface Making {
  readonly principal: Principal
  readonly fields: ContactPointFields
  readonly before: ContactPoint | undefined
  readonly nowMs: number
  readonly allow: readonly string[]
}

async function made(trx: Trx, { principal, fields, before, nowMs, allow }: Making): Promise<ContactPoint> {
  const problems = contactPointProblems(fields, allow)
  const contractorId = fields.contractor ?? null
  const firm = contractorId === null ? undefined : await findContractor(trx, contractorId)
  if (contractorId !== null && firm?.authorityId !== principal.authorityId) {
    problems.push(fieldProblem('contractor', say('firm-not-imported'), contractorId))
  }
  if (problems.length > 0) throw invalidRequest(problems)
  const { name, channel, address, keys = null, language = 'ja', active = true, days, fromTime, toTime } = fields
  const same = before?.channel === channel && before.address === address && before.keys?.auth === keys?.auth
  return {
    id: before?.id ?? newId('contact', nowMs),
    authorityId: principal.authorityId,
    contractorId,
    name,
    channel,
    address,
    keys,
    language,
    active,
    disabledAtMs: same ? before.disabledAtMs : null,
    disabledWhy: same ? before.disabledWhy : null,
    days: days ?? null,
    fromTime: fromTime ?? null,
    toTime: toTime ?? null,
    createdAtMs: before?.createdAtMs ?? nowMs,
    verifiedAtMs: same ? before.verifiedAtMs : null,
  }
}

function registerRemove(app: Api, { db, clock }: ApiDeps): void {
  app.delete(
    '/api/v1/contact-points/:id',
    {
      config: { scope: 'contractors:write' },
      schema: {
        summary: 'Remove a contact point; what waits for it is not sent',
        tags: ['contractors'],
        params: IdParams,
        response: { 204: { type: 'null', description: 'Removed.' } },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const principal = principalOf(request)
      await db.transaction().execute(async (trx) => {
        const point = ownedBy(principal, await findContactPoint(trx, id), 'contact point', id)
        await removeContactPoint(trx, principal, point, clock.now())
      })
      return reply.code(204).send(null)
    },
  )
}

function registerTest(app: Api, { db, clock, commands, config }: ApiDeps): void {
  app.post(
    '/api/v1/contact-points/:id/test',
    {
      config: { scope: 'contractors:write', errors: ['conflict', 'too-many-requests'] },
      schema: {
        summary: 'Send a test message by the same way as offers',
        tags: ['contractors'],
        params: IdParams,
        body: record({}),
        response: {
          202: record({ deliveryId: Type.String({ description: 'GET /api/v1/deliveries/{id} has the result.' }) }),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const principal = principalOf(request)
      const nowMs = clock.now()
      const deliveryId = await db.transaction().execute(async (trx) => {
        const point = ownedBy(principal, await findContactPoint(trx, id), 'contact point', id)
        if (!point.active || point.disabledAtMs !== null) {
          throw new YukibanError('conflict', say('contact-point-idle', { id }))
        }
        await refuseManyTests(trx, point, config.channels.testsPerHour, nowMs)
        return testContactPoint(trx, principal, point, nowMs)
      })
      commands.nudges.deliver()
      reply.code(202)
      return { deliveryId }
    },
  )
}
