import type { Route } from '../../domain/route.ts'
import type { Db, Trx } from '../database.ts'
import { toRoute } from '../routes/route-row.ts'

/** A route with its block's name, as a crew looks for it. */
export interface CrewPlace {
  readonly route: Route
  readonly blockName: string
}

/** These routes by id; those that do not exist are left out. */
export async function crewPlaces(db: Db | Trx, routeIds: readonly string[]): Promise<Map<string, CrewPlace>> {
  if (routeIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('routes')
    .innerJoin('blocks', 'blocks.id', 'routes.block_id')
    .selectAll('routes')
    .select('blocks.name as block_name')
    .where('routes.id', 'in', [...new Set(routeIds)])
    .execute()
  return new Map(rows.map((row) => [row.id, { route: toRoute(row), blockName: row.block_name }]))
}
