import type { Db, Trx } from '../database.ts'

/** A route as people name it, with its block. */
export interface Place {
  readonly routeId: string
  readonly routeName: string
  readonly roadClass: string
  readonly plowMinutes: number
  readonly blockId: string
  readonly blockName: string
}

/** Bound values of one statement: SQLite allows far more, but each length is a statement of its own. */
const AT_ONCE = 500

/** Names of these routes and of their blocks, by route id. */
export async function findPlaces(db: Db | Trx, routeIds: readonly string[]): Promise<ReadonlyMap<string, Place>> {
  const ids = [...new Set(routeIds)]
  const places = new Map<string, Place>()
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const rows = await db
      .selectFrom('routes')
      .innerJoin('blocks', 'blocks.id', 'routes.block_id')
      .select(['routes.id', 'routes.name', 'routes.road_class', 'routes.plow_minutes', 'routes.block_id'])
      .select('blocks.name as block_name')
      .where('routes.id', 'in', ids.slice(at, at + AT_ONCE))
      .execute()
    for (const row of rows) {
      places.set(row.id, {
        routeId: row.id,
        routeName: row.name,
        roadClass: row.road_class,
        plowMinutes: row.plow_minutes,
        blockId: row.block_id,
        blockName: row.block_name,
      })
    }
  }
  return places
}
