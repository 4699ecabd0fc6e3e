import { type Static, Type } from 'typebox'
import { acceptCallOut, type CallOutView, declineCallOut, readCallOut, requireCallOut } from '../dispatch/call-outs.ts'
import { completeRoutes } from '../dispatch/complete-routes.ts'
import type { CallOut } from '../domain/order.ts'
import { fieldProblem, say } from '../problems/say.ts'
import { findCallOut } from '../store/call-outs/find-call-out.ts'
import { listCallOuts } from '../store/call-outs/list-call-outs.ts'
import type { Db } from '../store/database.ts'
import { CallOutDetailSchema, CallOutSchema, callOutDetail, callOutView } from './call-out-view.ts'
import type { Api, ApiDeps } from './deps.ts'
import { DeclineFields, refusalOf } from './offers.ts'
import { CREW } from './order-input.ts'
import { RouteWorkBody, workOf } from './order-work.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { actorOf, noSuch, ownedBy, type Principal, principalOf, visibleTo } from './principal.ts'
import { IdParams, pageOf, record, ref } from './schema.ts'
import { invalidRequest } from './validation.ts'

/** Orders one request may name: no call-out asks for more. */
const MAX_ORDERS = 200

const Orders = Type.Array(Type.String({ minLength: 1, maxLength: 128 }), {
  minItems: 1,
  maxItems: MAX_ORDERS,
  description: 'Answer for these orders alone, the others stay open; all of it when left out.',
})
const AcceptBody = record(
  { orders: Type.Optional(Orders) },
  { examples: [{ orders: ['order_01kfbk3k40h8g7f6e5d4c3b2a1'] }] },
)
const DeclineBody = record(
  { ...DeclineFields, orders: Type.Optional(Orders) },
  { examples: [{ code: 'no-crew', reason: '二班とも出動中' }] },
)
/** Answers to a call-out, also as a one-time link gives them. */
export const AnswerBodies = { accept: AcceptBody, decline: DeclineBody } as const
const CompleteBody = record(
  { routes: Type.Array(RouteWorkBody, { minItems: 1, maxItems: MAX_ORDERS }) },
  {
    examples: [
      {
        routes: [
          {
            order: 'order_01kfbk3k40h8g7f6e5d4c3b2a1',
            startedAt: '2026-01-19T17:55:00Z',
            finishedAt: '2026-01-19T18:40:00Z',
          },
        ],
      },
    ],
  },
)

/** Call-outs: all that one contractor is asked for in one go, answered and completed together or in parts. */
export function registerCallOuts(app: Api, deps: ApiDeps): void {
  app.addSchema(CallOutSchema)
  app.addSchema(CallOutDetailSchema)
  registerList(app, deps)
  registerOne(app, deps)
  registerAccept(app, deps)
  registerDecline(app, deps)
  registerComplete(app, deps)
}

function registerList(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/call-outs',
    {
      config: { scope: 'offers:read' },
      schema: {
        summary: 'List call-outs, newest first; a contractor sees its own',
        tags: ['offers'],
        querystring: record({
          ...PageQuery,
          open: Type.Optional(Type.Boolean({ description: 'true: only those with something still to be answered.' })),
        }),
        response: { 200: pageOf(CallOutSchema) },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor, open } = request.query
      const [before] = decodeCursor(cursor, ['string']) ?? []
      const filter = { openOnly: open, before, limit: limit + 1 }
      const rows = await listCallOuts(db, { ...visibleTo(principalOf(request)), ...filter })
      return toPage(rows, limit, (it) => [it.id], callOutView)
    },
  )
}

function registerOne(app: Api, { db, commands }: ApiDeps): void {
  app.get(
    '/api/v1/call-outs/:id',
    {
      config: { scope: 'offers:read' },
      schema: {
        summary: 'One call-out with its orders; its contractor reading it is noted, for each of its offers too',
        tags: ['offers'],
        params: IdParams,
        response: { 200: ref(CallOutDetailSchema) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { id: callOutId } = await visibleCallOut(db, principal, request.params.id)
      if (principal.contractorId === null) return callOutDetail(db, await requireCallOut(db, callOutId), principal)
      return callOutDetail(db, await readCallOut(commands, { callOutId, actor: actorOf(principal) }), principal)
    },
  )
}

function registerAccept(app: Api, { db, commands }: ApiDeps): void {
  app.post(
    '/api/v1/call-outs/:id/accept',
    {
      config: { scope: 'offers:answer' },
      schema: {
        summary: 'Take all of it, or the orders named',
        description: 'What ran out or was taken back meanwhile stays as it is: the answer shows each offer.',
        tags: ['offers'],
        params: IdParams,
        body: AcceptBody,
        response: { 200: ref(CallOutDetailSchema) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { id: callOutId } = await visibleCallOut(db, principal, request.params.id)
      const input = { callOutId, actor: actorOf(principal), orderIds: request.body.orders }
      return callOutDetail(db, await acceptCallOut(commands, input), principal)
    },
  )
}

function registerDecline(app: Api, { db, commands }: ApiDeps): void {
  app.post(
    '/api/v1/call-outs/:id/decline',
    {
      config: { scope: 'offers:answer' },
      schema: {
        summary: 'Cannot take it, or the orders named; the next on the roster are asked at once',
        tags: ['offers'],
        params: IdParams,
        body: DeclineBody,
        response: { 200: ref(CallOutDetailSchema) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { id: callOutId } = await visibleCallOut(db, principal, request.params.id)
      const input = { callOutId, actor: actorOf(principal), orderIds: request.body.orders }
      return callOutDetail(db, await declineCallOut(commands, { ...input, ...refusalOf(request.body) }), principal)
    },
  )
}

function registerComplete(app: Api, { db, clock, commands }: ApiDeps): void {
  app.post(
    '/api/v1/call-outs/:id/complete',
    {
      config: { scope: CREW },
      schema: {
        summary: 'Report the work on several routes of a call-out at once; all or nothing',
        description: 'With `startedAt` a route whose start was never reported is started and completed in one go.',
        tags: ['offers'],
        params: IdParams,
        body: CompleteBody,
        response: { 200: ref(CallOutDetailSchema) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { id: callOutId } = await visibleCallOut(db, principal, request.params.id)
      const routes = worksOf(await requireCallOut(db, callOutId), request.body.routes, clock.now())
      await completeRoutes(commands, { actor: actorOf(principal), routes })
      return callOutDetail(db, await requireCallOut(db, callOutId), principal)
    },
  )
}

/** What each route's report says. Throws `request-invalid` for an order that its contractor did not accept in it. */
function worksOf({ items }: CallOutView, bodies: readonly Static<typeof RouteWorkBody>[], nowMs: number) {
  return bodies.map((body, index) => {
    const field = `routes.${index}.order`
    const asked = items.filter((it) => it.order.id === body.order)
    const item = asked.find((it) => it.offer.state === 'accepted') ?? asked[0]
    if (item?.offer.state !== 'accepted') {
      const says =
        item === undefined
          ? say('not-of-call-out')
          : say('not-accepted-in-call-out', { state: say(`state-${item.offer.state}`) })
      throw invalidRequest([fieldProblem(field, says, body.order)])
    }
    if (bodies.findIndex((it) => it.order === body.order) !== index) {
      throw invalidRequest([fieldProblem(field, say('named-twice'), body.order)])
    }
    return workOf(item.order, body, nowMs, `routes.${index}.`)
  })
}

async function visibleCallOut(db: Db, principal: Principal, id: string): Promise<CallOut> {
  const callOut = ownedBy(principal, await findCallOut(db, id), 'call-out', id)
  if (principal.contractorId === null || principal.contractorId === callOut.contractorId) return callOut
  throw noSuch('call-out', id)
}
