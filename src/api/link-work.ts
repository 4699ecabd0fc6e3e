import type { FastifyRequest } from 'fastify'
import { acceptCallOut, declineCallOut, readCallOut, requireCallOut } from '../dispatch/call-outs.ts'
import { startOrder } from '../dispatch/commands.ts'
import { completeRoutes } from '../dispatch/complete-routes.ts'
import { reportProgress } from '../dispatch/progress.ts'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import { findCallOut } from '../store/call-outs/find-call-out.ts'
import { findContractor } from '../store/contractors/find-contractor.ts'
import type { OneTimeLink } from '../store/links/find-link.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { bearerKey } from './auth.ts'
import { AnswerBodies } from './call-outs.ts'
import { CrewWorkSchema, crewWork } from './crew-work-view.ts'
import type { Api, ApiDeps } from './deps.ts'
import { type LinkAccess, type LinkUse, linkMark } from './link-access.ts'
import { refusalOf } from './offers.ts'
import { AtBody } from './order-commands.ts'
import { refuseOtherCrews, timeOf } from './order-input.ts'
import { ReportBody, reportOf } from './order-progress.ts'
import { CompleteBody, workOf } from './order-work.ts'
import { actorOf, noSuch, type Principal, principalOf } from './principal.ts'
import { ThrottledError } from './problem.ts'
import { IdParams, record, ref } from './schema.ts'

/**
 * The contractor's page in link mode. The token of a one-time link, as a bearer, opens one call-out of one contractor and
 * nothing else: it has no scope, and reaches no other route of the API. Reading changes nothing. Every change answers with
 * the call-out as it stands then, and is journalled with a mark of the link.
 */

declare module 'fastify' {
  interface FastifyRequest {
    /** The one-time link of a request under /api/v1/link. */
    oneTimeLink: OneTimeLink | null
  }
}

/** For our own page alone. */
const CONFIG = { config: { public: true } } as const
const ANSWER = { hide: true, response: { 200: ref(CrewWorkSchema) } } as const

/** `GET /api/v1/link/work` and what a crew can press there. */
export function registerLinkWork(app: Api, deps: ApiDeps, access: LinkAccess): void {
  app.decorateRequest('oneTimeLink', null)
  app.register(async (plugin) => {
    const api = plugin as unknown as Api
    api.addHook('onRequest', async (request) => admit(request, deps, access))
    const work = new LinkWork(deps, access)
    registerReading(api, work)
    registerAnswers(api, deps, work)
    registerReports(api, deps, work)
  })
}

function registerReading(api: Api, work: LinkWork): void {
  api.get('/api/v1/link/work', { ...CONFIG, schema: { ...ANSWER, querystring: record({}) } }, (request) =>
    work.now(linkOf(request)),
  )
  api.post('/api/v1/link/seen', { ...CONFIG, schema: { ...ANSWER, body: record({}) } }, (request) =>
    work.did(request, { did: 'seen' }, async () => {}),
  )
}

function registerAnswers(api: Api, { commands }: ApiDeps, work: LinkWork): void {
  const { accept, decline } = AnswerBodies
  api.post('/api/v1/link/accept', { ...CONFIG, schema: { ...ANSWER, body: accept } }, (request) =>
    work.did(request, { did: 'accept' }, async (answer) => {
      await acceptCallOut(commands, { ...answer, orderIds: request.body.orders })
    }),
  )
  api.post('/api/v1/link/decline', { ...CONFIG, schema: { ...ANSWER, body: decline } }, (request) =>
    work.did(request, { did: 'decline' }, async (answer) => {
      await declineCallOut(commands, { ...answer, orderIds: request.body.orders, ...refusalOf(request.body) })
    }),
  )
}

function registerReports(api: Api, { clock, commands }: ApiDeps, work: LinkWork): void {
  const path = '/api/v1/link/orders/:id'
  const schema = { ...ANSWER, params: IdParams }
  api.post(`${path}/start`, { ...CONFIG, schema: { ...schema, body: AtBody } }, async (request) => {
    const order = await work.order(request, request.params.id, 'start')
    const { at } = request.body
    const bounds = { earliestMs: order.acceptedAtMs, nowMs: clock.now() }
    const when = at === undefined ? {} : { atMs: timeOf('at', at, bounds) }
    return work.did(request, { did: 'start', orderId: order.id }, async ({ actor }) => {
      await startOrder(commands, { orderId: order.id, actor, ...when })
    })
  })
  api.post(`${path}/complete`, { ...CONFIG, schema: { ...schema, body: CompleteBody } }, async (request) => {
    const order = await work.order(request, request.params.id, 'complete')
    const routes = [workOf(order, request.body, clock.now())]
    return work.did(request, { did: 'complete', orderId: order.id }, async ({ actor }) => {
      await completeRoutes(commands, { actor, routes })
    })
  })
  api.post(`${path}/progress`, { ...CONFIG, schema: { ...schema, body: ReportBody } }, async (request) => {
    const order = await work.order(request, request.params.id, 'report on')
    const report = reportOf(order, request.body, clock.now())
    return work.did(request, { did: 'progress', orderId: order.id }, async ({ actor }) => {
      await reportProgress(commands, { ...report, actor })
    })
  })
}

class LinkWork {
  readonly #deps: ApiDeps
  readonly #access: LinkAccess

  constructor(deps: ApiDeps, access: LinkAccess) {
    this.#deps = deps
    this.#access = access
  }

  /** The link's call-out as it stands. */
  async now({ callOutId, contractorId }: OneTimeLink) {
    const { db, clock } = this.#deps
    const callOut = await findCallOut(db, callOutId)
    return crewWork(db, { contractorId, callOuts: callOut === undefined ? [] : [callOut], nowMs: clock.now() })
  }

  /** Runs a command under the link, and notes that it was pressed: whoever presses has seen. */
  async did(
    request: FastifyRequest,
    use: LinkUse,
    run: (answer: { readonly callOutId: string; readonly actor: ReturnType<typeof actorOf> }) => Promise<void>,
  ) {
    const link = linkOf(request)
    const waitS = this.#access.reporting(link)
    if (waitS > 0) throw new ThrottledError(say('link-busy'), waitS)
    const answer = { callOutId: link.callOutId, actor: actorOf(principalOf(request)) }
    await readCallOut(this.#deps.commands, answer)
    await run(answer)
    await this.#access.noteUse(link, use)
    return this.now(link)
  }

  /** An order that the link's contractor accepted in the link's call-out. Throws `not-found`, `conflict`. */
  async order(request: FastifyRequest, id: string, what: string): Promise<StoredOrder> {
    const { callOutId } = linkOf(request)
    const { items } = await requireCallOut(this.#deps.db, callOutId)
    const item = items.find((it) => it.order.id === id)
    if (item === undefined) throw noSuch('order', id)
    refuseOtherCrews(principalOf(request), item.order, what)
    return item.order
  }
}

async function admit(request: FastifyRequest, { db }: ApiDeps, access: LinkAccess): Promise<void> {
  const token = bearerKey(request.headers.authorization) ?? ''
  const link = await access.find(token)
  const contractor = link === undefined ? undefined : await findContractor(db, link.contractorId)
  if (link === undefined || contractor === undefined) {
    const waitS = access.wrongToken(request.ip)
    if (waitS > 0) throw new ThrottledError(say('links-wrong'), waitS)
    throw new YukibanError('not-found', say('link-over'))
  }
  request.oneTimeLink = link
  request.principal = principalOfLink(link, contractor.authorityId)
}

/** Whose answers and repeats these are. No scope: nothing but the routes here takes it. */
function principalOfLink(link: OneTimeLink, authorityId: string): Principal {
  return {
    id: `link:${linkMark(link)}`,
    authorityId,
    role: 'contractor',
    scopes: new Set(),
    contractorId: link.contractorId,
    label: 'one-time link',
    session: null,
  }
}

function linkOf({ oneTimeLink }: FastifyRequest): OneTimeLink {
  if (oneTimeLink === null) throw new YukibanError('not-found', say('link-missing'))
  return oneTimeLink
}
