import { type Static, Type } from 'typebox'
import { acceptOffer, declineOffer } from '../dispatch/commands.ts'
import { DECLINE_CODES, type DeclineCode } from '../domain/decline.ts'
import { OFFER_STATES, type Offer } from '../domain/order.ts'
import { fieldProblem, say } from '../problems/say.ts'
import type { Db } from '../store/database.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { findOffer } from '../store/offers/find-offer.ts'
import { listOffers } from '../store/offers/list-offers.ts'
import { markOfferRead } from '../store/offers/mark-offer-read.ts'
import type { Api, ApiDeps } from './deps.ts'
import { OfferSchema, offerView } from './offer-view.ts'
import { ReasonText } from './order-input.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { actorOf, noSuch, ownedBy, type Principal, principalOf, visibleTo } from './principal.ts'
import { IdParams, oneOf, pageOf, record, ref } from './schema.ts'
import { invalidRequest } from './validation.ts'

/** Why an order is declined: a code that can be counted, words, or both. */
export const DeclineFields = {
  code: Type.Optional(oneOf(DECLINE_CODES, 'Why, as a code; default `other` where words are given.')),
  reason: Type.Optional(ReasonText),
}
const DeclineBody = record(DeclineFields, { examples: [{ code: 'breakdown', reason: '除雪グレーダ故障' }] })

/** The refusal in a body. Throws `request-invalid` when it says nothing. */
export function refusalOf(body: Pick<Static<typeof DeclineBody>, 'code' | 'reason'>): {
  code: DeclineCode
  reason?: string
} {
  const { code, reason } = body
  if (code === undefined && reason === undefined) {
    throw invalidRequest([fieldProblem('reason', say('decline-reason-missing', { codes: DECLINE_CODES }))])
  }
  return { code: code ?? 'other', ...(reason === undefined ? {} : { reason }) }
}

/** Offers: contractors asked for an order. Only the one asked may answer, and its first look is noted. */
export function registerOffers(app: Api, deps: ApiDeps): void {
  app.addSchema(OfferSchema)
  registerList(app, deps)
  registerOne(app, deps)
  registerAnswers(app, deps)
}

function registerList(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/offers',
    {
      config: { scope: 'offers:read' },
      schema: {
        summary: 'List offers, newest first; a contractor sees its own',
        tags: ['offers'],
        querystring: record({
          ...PageQuery,
          order: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
          callOut: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
          state: Type.Optional(oneOf(OFFER_STATES)),
        }),
        response: { 200: pageOf(OfferSchema) },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor, order, callOut, state } = request.query
      const [before] = decodeCursor(cursor, ['string']) ?? []
      const filter = { orderId: order, callOutId: callOut, state, before, limit: limit + 1 }
      const rows = await listOffers(db, { ...visibleTo(principalOf(request)), ...filter })
      return toPage(rows, limit, (it) => [it.id], offerView)
    },
  )
}

function registerOne(app: Api, { db, clock }: ApiDeps): void {
  app.get(
    '/api/v1/offers/:id',
    {
      config: { scope: 'offers:read' },
      schema: {
        summary: 'One offer; its contractor reading it the first time is noted',
        tags: ['offers'],
        params: IdParams,
        response: { 200: ref(OfferSchema) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const offer = await visibleOffer(db, principal, request.params.id)
      if (principal.contractorId === null || offer.readAtMs !== null) return offerView(offer)
      await noteRead(db, principal, offer, clock.now())
      return offerView(await visibleOffer(db, principal, offer.id))
    },
  )
}

function registerAnswers(app: Api, { db, commands }: ApiDeps): void {
  app.post(
    '/api/v1/offers/:id/accept',
    {
      config: { scope: 'offers:answer' },
      schema: {
        summary: 'Take the job',
        tags: ['offers'],
        params: IdParams,
        body: record({}),
        response: { 200: ref(OfferSchema) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { id } = await visibleOffer(db, principal, request.params.id)
      return offerView(await acceptOffer(commands, { offerId: id, actor: actorOf(principal) }))
    },
  )
  app.post(
    '/api/v1/offers/:id/decline',
    {
      config: { scope: 'offers:answer' },
      schema: {
        summary: 'Cannot take it; the next on the roster is asked at once',
        tags: ['offers'],
        params: IdParams,
        body: DeclineBody,
        response: { 200: ref(OfferSchema) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { id } = await visibleOffer(db, principal, request.params.id)
      const refusal = refusalOf(request.body)
      return offerView(await declineOffer(commands, { offerId: id, actor: actorOf(principal), ...refusal }))
    },
  )
}

async function visibleOffer(db: Db, principal: Principal, id: string): Promise<Offer> {
  const offer = ownedBy(principal, await findOffer(db, id), 'offer', id)
  if (principal.contractorId !== null && principal.contractorId !== offer.contractorId) throw noSuch('offer', id)
  return offer
}

async function noteRead(db: Db, principal: Principal, offer: Offer, nowMs: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (!(await markOfferRead(trx, offer.id, nowMs))) return
    const { authorityId, contractorId, orderId } = offer
    const what = { type: 'offer.read', actor: actorOf(principal), subject: offer.id, contractorId }
    await recordEvent(trx, { authorityId, atMs: nowMs, ...what, data: { orderId } })
  })
}
