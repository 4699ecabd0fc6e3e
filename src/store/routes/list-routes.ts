import type { Route } from '../../domain/route.ts'
import type { Db, Trx } from '../database.ts'
import { toRoute } from './route-row.ts'

export interface RouteQuery {
  readonly authorityId?: string
  readonly blockId?: string
  /** Only routes with a greater id, for paging. */
  readonly after?: string
  readonly limit: number
}

/** Routes in order of id. */
export async function listRoutes(db: Db | Trx, query: RouteQuery): Promise<Route[]> {
  let select = db.selectFrom('routes').selectAll().orderBy('id').limit(query.limit)
  if (query.authorityId !== undefined) select = select.where('authority_id', '=', query.authorityId)
  if (query.blockId !== undefined) select = select.where('block_id', '=', query.blockId)
  if (query.after !== undefined) select = select.where('id', '>', query.after)
  return (await select.execute()).map(toRoute)
}
