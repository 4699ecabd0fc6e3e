import type { Db, Trx } from '../database.ts'
import { literalIn } from '../literal-in.ts'

/** What a contractor has in hand. */
export interface ContractorLoad {
  /** Routes it has accepted and not completed, or is being asked for. */
  readonly routes: number
  /** Routes it can carry at a time; null: no limit is known. */
  readonly capacity: number | null
}

/** Orders under way or asked for, read at most: far more than any contractor has. */
const MAX_ORDERS = 100_000

/**
 * What contractors have in hand. A route counts once, stand-by and dispatch together.
 * @param exceptRouteId a route that does not count, because it is the one being asked for.
 */
export async function contractorLoads(
  db: Db | Trx,
  contractorIds: readonly string[],
  exceptRouteId: string,
): Promise<ReadonlyMap<string, ContractorLoad>> {
  const ids = [...contractorIds]
  if (ids.length === 0) return new Map()
  const contractors = await db.selectFrom('contractors').select(['id', 'capacity']).where('id', 'in', ids).execute()
  const limited = contractors.filter((it) => it.capacity !== null).map((it) => it.id)
  const held = limited.length === 0 ? [] : await heldRoutes(db, limited)
  return new Map(
    contractors.map(({ id, capacity }) => {
      const routes = new Set(held.filter((it) => it.contractorId === id && it.routeId !== exceptRouteId).map(routeIdOf))
      return [id, { routes: routes.size, capacity }]
    }),
  )
}

/** A route that a contractor has accepted, or is being asked for. */
export interface HeldRoute {
  readonly contractorId: string
  readonly routeId: string
}

function routeIdOf({ routeId }: HeldRoute): string {
  return routeId
}

/** What these contractors have in hand, a route once for each order. */
export async function heldRoutes(db: Db | Trx, contractorIds: readonly string[]): Promise<HeldRoute[]> {
  const taken = await db
    .selectFrom('orders')
    .select(['contractor_id', 'route_id'])
    .where(literalIn('state', ['accepted', 'started']))
    .where('contractor_id', 'in', [...contractorIds])
    .limit(MAX_ORDERS)
    .execute()
  const asked = await db
    .selectFrom('offers')
    .innerJoin('orders', 'orders.id', 'offers.order_id')
    .select(['offers.contractor_id', 'orders.route_id'])
    .where('offers.state', '=', 'open')
    .where('offers.contractor_id', 'in', [...contractorIds])
    .limit(MAX_ORDERS)
    .execute()
  return [...taken, ...asked].flatMap((it) =>
    it.contractor_id === null ? [] : [{ contractorId: it.contractor_id, routeId: it.route_id }],
  )
}
