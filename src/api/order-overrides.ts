import { Type } from 'typebox'
import { changeDeadline, chooseContractor, reofferOrder } from '../dispatch/override.ts'
import { DAY_MS, toIso } from '../domain/time.ts'
import { fieldProblem, say } from '../problems/say.ts'
import { findContractor } from '../store/contractors/find-contractor.ts'
import type { Api, ApiDeps } from './deps.ts'
import { ReasonText } from './order-input.ts'
import { OrderSchema, orderView, visibleOrder } from './order-view.ts'
import { actorOf, ownedBy, principalOf } from './principal.ts'
import { IdParams, record, ref } from './schema.ts'
import { instantOf } from './times.ts'
import { invalidRequest } from './validation.ts'

/** A deadline lies within the days one plans for: further off it is a slip of the pen. */
const MAX_DEADLINE_AHEAD_MS = 7 * DAY_MS

const OfferBody = record(
  { contractor: Type.String({ minLength: 1, maxLength: 128 }), reason: ReasonText },
  { examples: [{ contractor: 'minami', reason: '北建設は電話に出ない' }] },
)
const ReofferBody = record({ reason: ReasonText }, { examples: [{ reason: '班が戻ったと連絡あり' }] })
const DeadlineBody = record(
  {
    finishBy: Type.Union([Type.String({ minLength: 1, maxLength: 40 }), Type.Null()], {
      description: 'By when it is to be done, ISO 8601 or epoch ms; null: no deadline.',
    }),
    reason: ReasonText,
  },
  { examples: [{ finishBy: '2026-01-19T20:30:00Z', reason: '始発バスを早める' }] },
)

/** `POST /orders/{id}/offer | reoffer | deadline`: an officer against the ladder, always with a reason. */
export function registerOrderOverrides(app: Api, deps: ApiDeps): void {
  registerOffer(app, deps)
  registerReoffer(app, deps)
  registerDeadline(app, deps)
}

function registerOffer(app: Api, { db, commands }: ApiDeps): void {
  app.post(
    '/api/v1/orders/:id/offer',
    {
      config: { scope: 'orders:write' },
      schema: {
        summary: 'Ask a named contractor now; what another was asked is taken back',
        tags: ['orders'],
        params: IdParams,
        body: OfferBody,
        response: { 200: ref(OrderSchema) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { contractor: contractorId, reason } = request.body
      const { id: orderId } = await visibleOrder(db, principal, request.params.id)
      ownedBy(principal, await findContractor(db, contractorId), 'contractor', contractorId, 'contractor')
      const input = { orderId, contractorId, actor: actorOf(principal), reason }
      return orderView(db, await chooseContractor(commands, input), principal)
    },
  )
}

function registerReoffer(app: Api, { db, commands }: ApiDeps): void {
  app.post(
    '/api/v1/orders/:id/reoffer',
    {
      config: { scope: 'orders:write' },
      schema: {
        summary: 'Ask the roster anew from its top, for an order that nobody took',
        description:
          'Those who declined or did not answer are asked again. Does nothing while somebody is being asked.',
        tags: ['orders'],
        params: IdParams,
        body: ReofferBody,
        response: { 200: ref(OrderSchema) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { id: orderId } = await visibleOrder(db, principal, request.params.id)
      const input = { orderId, actor: actorOf(principal), reason: request.body.reason }
      return orderView(db, await reofferOrder(commands, input), principal)
    },
  )
}

function registerDeadline(app: Api, { db, clock, commands }: ApiDeps): void {
  app.post(
    '/api/v1/orders/:id/deadline',
    {
      config: { scope: 'orders:write' },
      schema: {
        summary: 'Set by when an open order is to be done; its contractor is told',
        tags: ['orders'],
        params: IdParams,
        body: DeadlineBody,
        response: { 200: ref(OrderSchema) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { finishBy, reason } = request.body
      const { id: orderId } = await visibleOrder(db, principal, request.params.id)
      const finishByMs = finishBy === null ? null : deadlineOf(finishBy, clock.now())
      const input = { orderId, finishByMs, actor: actorOf(principal), reason }
      return orderView(db, await changeDeadline(commands, input), principal)
    },
  )
}

function deadlineOf(text: string, nowMs: number): number {
  const atMs = instantOf('finishBy', text)
  if (atMs > nowMs && atMs <= nowMs + MAX_DEADLINE_AHEAD_MS) return atMs
  const says = say('not-ahead-within', { days: MAX_DEADLINE_AHEAD_MS / DAY_MS, now: toIso(nowMs) })
  throw invalidRequest([fieldProblem('finishBy', says, text)])
}
