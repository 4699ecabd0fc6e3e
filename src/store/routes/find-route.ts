import type { Route } from '../../domain/route.ts'
import type { Db, Trx } from '../database.ts'
import { toRoute } from './route-row.ts'

/** The route with this id. */
export async function findRoute(db: Db | Trx, id: string): Promise<Route | undefined> {
  const row = await db.selectFrom('routes').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : toRoute(row)
}
