import type { Route } from '../../domain/route.ts'
import type { Db, Trx } from '../database.ts'
import { toRoute } from './route-row.ts'

/** All routes of the blocks in which at least one route has a depth sensor, or of one block; by id. */
export async function listBlockRoutes(db: Db | Trx, blockId?: string): Promise<Route[]> {
  let select = db.selectFrom('routes').selectAll().orderBy('id')
  if (blockId !== undefined) return (await select.where('block_id', '=', blockId).execute()).map(toRoute)
  select = select.where('block_id', 'in', (eb) =>
    eb
      .selectFrom('devices')
      .innerJoin('routes as watched', 'watched.id', 'devices.route_id')
      .select('watched.block_id')
      .where('devices.kind', '=', 'ultrasonic'),
  )
  return (await select.execute()).map(toRoute)
}
