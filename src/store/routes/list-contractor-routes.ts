import type { Route } from '../../domain/route.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'
import { toRoute } from './route-row.ts'

export interface ContractorRouteQuery {
  readonly contractorId: string
  /** Roster entries that ended before this no longer count. */
  readonly nowMs: EpochMs
  readonly routeId?: string
  readonly blockId?: string
  /** Only routes with a greater id, for paging. */
  readonly after?: string
  readonly limit: number
}

/** Routes that concern a contractor: on its roster, directly or by block, or it was asked for them. In order of id. */
export async function listContractorRoutes(db: Db | Trx, query: ContractorRouteQuery): Promise<Route[]> {
  const { contractorId, nowMs } = query
  let select = db
    .selectFrom('routes')
    .selectAll()
    .orderBy('id')
    .limit(query.limit)
    .where(({ or, exists, selectFrom }) =>
      or([
        exists(
          selectFrom('roster')
            .select('roster.id')
            .where('roster.contractor_id', '=', contractorId)
            .where((eb) => eb.or([eb('roster.to_at', 'is', null), eb('roster.to_at', '>', nowMs)]))
            .where((eb) =>
              eb.or([
                eb('roster.route_id', '=', eb.ref('routes.id')),
                eb('roster.block_id', '=', eb.ref('routes.block_id')),
              ]),
            ),
        ),
        exists(
          selectFrom('offers')
            .innerJoin('orders', 'orders.id', 'offers.order_id')
            .select('offers.id')
            .where('offers.contractor_id', '=', contractorId)
            .whereRef('orders.route_id', '=', 'routes.id'),
        ),
      ]),
    )
  if (query.routeId !== undefined) select = select.where('routes.id', '=', query.routeId)
  if (query.blockId !== undefined) select = select.where('routes.block_id', '=', query.blockId)
  if (query.after !== undefined) select = select.where('routes.id', '>', query.after)
  return (await select.execute()).map(toRoute)
}
