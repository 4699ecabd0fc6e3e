import { type Static, Type } from 'typebox'
import { rankFor } from '../dispatch/offer-ladder.ts'
import { listContractors } from '../store/contractors/list-contractors.ts'
import type { Db } from '../store/database.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { SentenceSchema } from './board/board-schema.ts'
import { passedOverSentence } from './board/board-words.ts'
import type { Api, ApiDeps } from './deps.ts'
import { visibleOrder } from './order-view.ts'
import { type Principal, principalOf } from './principal.ts'
import { IdParams, nullableInteger, nullableText, oneOf, record, ref } from './schema.ts'

const CandidateSchema = record(
  {
    contractorId: Type.String(),
    name: Type.String(),
    phone: nullableText('For those who may read contractors.'),
    rank: nullableInteger('Place on the roster of the route; null: not on it.'),
    standing: oneOf(
      ['next', 'can-be-asked', 'asked', 'off-duty', 'at-capacity', 'not-on-roster'],
      'How it stands now. An officer may name any of them.',
    ),
    why: Type.Union([ref(SentenceSchema), Type.Null()], { description: 'Why the roster would pass it over.' }),
  },
  { $id: 'Candidate' },
)
type Candidate = Static<typeof CandidateSchema>

/** `GET /orders/{id}/candidates`: who can be asked for an order now, in which order, and why not the others. */
export function registerOrderCandidates(app: Api, { db, clock }: ApiDeps): void {
  app.addSchema(CandidateSchema)
  app.get(
    '/api/v1/orders/:id/candidates',
    {
      config: { scope: 'orders:write' },
      schema: {
        summary: 'Whom the roster would ask for an order now, and why not the others',
        tags: ['orders'],
        params: IdParams,
        response: { 200: record({ items: Type.Array(ref(CandidateSchema)) }) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const order = await visibleOrder(db, principal, request.params.id)
      return { items: await candidatesOf(db, principal, order, clock.now()) }
    },
  )
}

async function candidatesOf(db: Db, principal: Principal, order: StoredOrder, nowMs: number): Promise<Candidate[]> {
  const { candidates, passedOver } = await rankFor(db, order, nowMs)
  const firms = await listContractors(db, { authorityId: principal.authorityId })
  const byId = new Map(firms.map((it) => [it.id, it]))
  const mayCall = principal.scopes.has('contractors:read')
  const view = (id: string, rest: Pick<Candidate, 'rank' | 'standing' | 'why'>): Candidate => {
    const firm = byId.get(id)
    return { contractorId: id, name: firm?.name ?? id, phone: mayCall ? (firm?.phone ?? null) : null, ...rest }
  }
  const listed = new Set([...candidates, ...passedOver].map((it) => it.contractorId))
  return [
    ...candidates.map((it, index) =>
      view(it.contractorId, { rank: it.rank, standing: index === 0 ? 'next' : 'can-be-asked', why: null }),
    ),
    ...passedOver.map((it) =>
      view(it.contractorId, {
        rank: it.rank,
        standing: it.why === 'already-asked' ? 'asked' : it.why,
        why: passedOverSentence(it),
      }),
    ),
    ...firms
      .filter((it) => !listed.has(it.id))
      .map((it) => view(it.id, { rank: null, standing: 'not-on-roster', why: null })),
  ]
}
