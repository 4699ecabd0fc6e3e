import { type Static, Type } from 'typebox'
import { ORDER_STATES, type OrderState } from '../domain/order.ts'
import { fieldProblem, say } from '../problems/say.ts'
import type { Db } from '../store/database.ts'
import type { OrderFilter } from '../store/orders/list-orders.ts'
import { type Principal, visibleTo } from './principal.ts'
import { record } from './schema.ts'
import { soughtRoutes } from './sought-routes.ts'
import { instantOf } from './times.ts'
import { invalidRequest } from './validation.ts'

const Id = { minLength: 1, maxLength: 128 }
const Instant = { minLength: 1, maxLength: 40 }

/** Query fields that choose among orders, for their list and its CSV. */
export const OrderFilterQuery = {
  route: Type.Optional(Type.String(Id)),
  block: Type.Optional(Type.String(Id)),
  q: Type.Optional(
    Type.String({
      maxLength: 200,
      description: 'Words, each in the name of route or block, its reading or the route’s id; spelling is forgiven.',
    }),
  ),
  contractor: Type.Optional(Type.String({ ...Id, description: 'Only orders this contractor was asked for.' })),
  state: Type.Optional(
    Type.String({ maxLength: 200, description: `One or more of ${ORDER_STATES.join(', ')}; by commas.` }),
  ),
  open: Type.Optional(Type.Boolean({ description: 'true: only orders that still ask for something.' })),
  since: Type.Optional(
    Type.String({ ...Instant, description: 'Only orders raised then or later: ISO 8601 or epoch ms.' }),
  ),
  until: Type.Optional(Type.String({ ...Instant, description: 'Only orders raised before: ISO 8601 or epoch ms.' })),
}

const Query = record(OrderFilterQuery)

/** What a caller asks for, narrowed to what it may see. Throws `request-invalid`. */
export async function orderFilter(
  db: Db,
  principal: Principal,
  query: Static<typeof Query>,
): Promise<Omit<OrderFilter, 'limit' | 'before'>> {
  const { route, block, contractor, state, open, since, until, q = '' } = query
  return {
    ...visibleTo(principal),
    ...askedOf(principal, contractor),
    ...(route === undefined ? {} : { routeId: route }),
    ...(q.trim() === '' ? {} : { routeIds: await soughtRoutes(db, principal.authorityId, q) }),
    ...(block === undefined ? {} : { blockId: block }),
    ...(state === undefined ? {} : { state: statesOf(state) }),
    ...(open === undefined ? {} : { openOnly: open }),
    ...(since === undefined ? {} : { sinceMs: instantOf('since', since) }),
    ...(until === undefined ? {} : { untilMs: instantOf('until', until) }),
  }
}

/** A contractor may name itself, and learns of nobody else. */
function askedOf(principal: Principal, contractorId: string | undefined): { contractorId?: string } {
  if (contractorId === undefined) return {}
  if (principal.contractorId === null || principal.contractorId === contractorId) return { contractorId }
  throw invalidRequest([fieldProblem('contractor', say('contractor-is-not-you'), contractorId)])
}

function statesOf(text: string): OrderState[] {
  const states = text.split(',')
  const unknown = states.find((it) => !(ORDER_STATES as readonly string[]).includes(it))
  if (unknown === undefined) return states as OrderState[]
  throw invalidRequest([fieldProblem('state', say('not-order-states', { states: ORDER_STATES }), unknown.slice(0, 60))])
}
