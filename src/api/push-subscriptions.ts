import { Type } from 'typebox'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import { listChannels } from '../store/channels/list-channels.ts'
import type { ContactPoint } from '../store/contact-points/contact-point.ts'
import { findContactPoint } from '../store/contact-points/find-contact-point.ts'
import { listContactPoints } from '../store/contact-points/list-contact-points.ts'
import { saveContactPoint } from '../store/contact-points/save-contact-point.ts'
import type { Trx } from '../store/database.ts'
import { newId } from '../store/ids.ts'
import { noteContactPoint, removeContactPoint, testContactPoint } from './contact-point-changes.ts'
import {
  ContactPointSchema,
  contactPointProblems,
  contactPointView,
  ONE_LINE,
  PushKeysSchema,
} from './contact-point-view.ts'
import type { Api, ApiDeps } from './deps.ts'
import { noSuch, ownedBy, type Principal, principalOf } from './principal.ts'
import { IdParams, nullableNumber, oneOf, record, ref } from './schema.ts'
import { refuseManyTests } from './test-limit.ts'
import { invalidRequest } from './validation.ts'

/** Phones of one firm that may be told at once; more are old ones that nobody removed. */
const MOST_PER_CONTRACTOR = 20

/** As `PushSubscription.toJSON()` gives it. */
const Subscription = record({
  endpoint: Type.String({ minLength: 1, maxLength: 2000 }),
  expirationTime: Type.Optional(nullableNumber()),
  keys: PushKeysSchema,
  name: Type.Optional(
    Type.String({ minLength: 1, maxLength: 100, pattern: ONE_LINE, description: 'whose phone it is' }),
  ),
  language: Type.Optional(oneOf(['ja', 'en'], 'Default ja.')),
})

/** A contractor's phones subscribe themselves to Web Push. */
export function registerPushSubscriptions(app: Api, deps: ApiDeps): void {
  registerKey(app, deps)
  registerSubscribe(app, deps)
  registerUnsubscribe(app, deps)
  registerTest(app, deps)
}

function registerKey(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/push-subscriptions/key',
    {
      config: { scope: ['offers:answer', 'contractors:read'] },
      schema: {
        summary: 'The VAPID public key to subscribe with (`applicationServerKey`)',
        tags: ['contractors'],
        response: { 200: record({ publicKey: Type.String({ description: 'base64url' }) }) },
      },
    },
    async () => {
      const publicKey = (await listChannels(db)).find((it) => it.name === 'web-push')?.publicKey
      if (publicKey !== null && publicKey !== undefined) return { publicKey }
      throw new YukibanError('not-found', say('push-not-set-up'))
    },
  )
}

function registerSubscribe(app: Api, { db, clock, config }: ApiDeps): void {
  app.post(
    '/api/v1/push-subscriptions',
    {
      config: { scope: 'offers:answer', errors: ['conflict'] },
      schema: {
        summary: 'Be told by Web Push; the same endpoint is subscribed once',
        tags: ['contractors'],
        body: Subscription,
        response: { 201: ref(ContactPointSchema) },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const { endpoint: address, keys, name = 'Web Push', language = 'ja' } = request.body
      const fields = { name, channel: 'web-push', address, keys, language } as const
      const problems = contactPointProblems(fields, config.webhook.allow)
      if (problems.length > 0) throw invalidRequest(problems.map((it) => ({ ...it, field: 'endpoint' })))
      const nowMs = clock.now()
      const point = await db.transaction().execute(async (trx) => {
        const known = await sameOrFree(trx, principal, address)
        const made: ContactPoint = {
          ...fields,
          id: known?.id ?? newId('contact', nowMs),
          authorityId: principal.authorityId,
          contractorId: principal.contractorId,
          active: true,
          disabledAtMs: null,
          disabledWhy: null,
          days: null,
          fromTime: null,
          toTime: null,
          createdAtMs: known?.createdAtMs ?? nowMs,
          verifiedAtMs: known?.verifiedAtMs ?? null,
        }
        await saveContactPoint(trx, made)
        if (known === undefined) await noteContactPoint(trx, 'created', principal, made, nowMs)
        return made
      })
      reply.code(201)
      return contactPointView(point, false)
    },
  )
}

/** The contractor's subscription of this endpoint; undefined when it is a new one and there is room for it. */
async function sameOrFree(trx: Trx, principal: Principal, address: string): Promise<ContactPoint | undefined> {
  const { authorityId, contractorId } = principal
  if (contractorId === null) throw new YukibanError('forbidden', say('push-for-contractors'))
  const points = await listContactPoints(trx, { authorityId, contractorId, limit: 1000 })
  const pushes = points.filter((it) => it.channel === 'web-push')
  const same = pushes.find((it) => it.address === address)
  if (same === undefined && pushes.length >= MOST_PER_CONTRACTOR) {
    throw new YukibanError('conflict', say('phones-full', { most: MOST_PER_CONTRACTOR }))
  }
  return same
}

function registerUnsubscribe(app: Api, { db, clock }: ApiDeps): void {
  app.delete(
    '/api/v1/push-subscriptions/:id',
    {
      config: { scope: 'offers:answer' },
      schema: {
        summary: 'No longer be told by Web Push',
        tags: ['contractors'],
        params: IdParams,
        response: { 204: { type: 'null', description: 'Removed.' } },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const principal = principalOf(request)
      await db.transaction().execute(async (trx) => {
        const point = await ownSubscription(trx, principal, id)
        await removeContactPoint(trx, principal, point, clock.now())
      })
      return reply.code(204).send(null)
    },
  )
}

function registerTest(app: Api, { db, clock, commands, config }: ApiDeps): void {
  app.post(
    '/api/v1/push-subscriptions/:id/test',
    {
      config: { scope: 'offers:answer', errors: ['conflict', 'too-many-requests'] },
      schema: {
        summary: 'Send a test message to this phone, by the same way as offers',
        tags: ['contractors'],
        params: IdParams,
        body: record({}),
        response: { 202: record({ deliveryId: Type.String() }) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const principal = principalOf(request)
      const nowMs = clock.now()
      const deliveryId = await db.transaction().execute(async (trx) => {
        const point = await ownSubscription(trx, principal, id)
        if (!point.active || point.disabledAtMs !== null) {
          throw new YukibanError('conflict', say('subscription-idle', { id }))
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

/** A subscription of the caller's own firm. Throws `not-found`. */
async function ownSubscription(trx: Trx, principal: Principal, id: string): Promise<ContactPoint> {
  const point = ownedBy(principal, await findContactPoint(trx, id), 'subscription', id)
  if (point.contractorId === principal.contractorId && point.channel === 'web-push') return point
  throw noSuch('subscription', id)
}
