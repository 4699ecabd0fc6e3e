import type { Route } from '../domain/route.ts'
import type { EpochMs } from '../domain/time.ts'
import type { Db } from '../store/database.ts'
import { findRoute } from '../store/routes/find-route.ts'
import { listContractorRoutes } from '../store/routes/list-contractor-routes.ts'
import { listRoutes } from '../store/routes/list-routes.ts'
import { noSuch, ownedBy, type Principal } from './principal.ts'

export interface RouteFilter {
  readonly blockId?: string | undefined
  readonly after?: string | undefined
  readonly limit: number
}

/** Routes the caller may see, in order of id: its authority's, for a contractor those that concern it. */
export async function visibleRoutes(
  db: Db,
  principal: Principal,
  filter: RouteFilter,
  nowMs: EpochMs,
): Promise<Route[]> {
  const { authorityId, contractorId } = principal
  if (contractorId === null) return listRoutes(db, { authorityId, ...filter })
  return listContractorRoutes(db, { contractorId, nowMs, ...filter })
}

/** One of them. Throws `not-found`. */
export async function visibleRoute(db: Db, principal: Principal, id: string, nowMs: EpochMs): Promise<Route> {
  const { contractorId } = principal
  if (contractorId === null) return ownedBy(principal, await findRoute(db, id), 'route', id)
  const [route] = await listContractorRoutes(db, { contractorId, nowMs, routeId: id, limit: 1 })
  if (route === undefined) throw noSuch('route', id)
  return route
}
