import type { RosterEntry } from '../../domain/roster.ts'
import type { Db, Trx } from '../database.ts'
import { toRosterEntry } from './roster-row.ts'

/** A block, or a route with a roster of its own, and who is on the roster there. */
export interface PlaceRoster {
  readonly kind: 'block' | 'route'
  readonly id: string
  readonly name: string
  readonly authorityId: string
  /** The route's block, or the block itself. */
  readonly blockId: string
  /** Routes that go by it: of a block those without a roster of their own. */
  readonly routes: number
  /** By rank. */
  readonly entries: readonly RosterEntry[]
}

/** Every block of an authority and every route with a roster of its own; blocks first, in order of id. */
export async function listRosterPlaces(db: Db | Trx, authorityId: string): Promise<PlaceRoster[]> {
  const rows = await db
    .selectFrom('roster')
    .selectAll()
    .where('authority_id', '=', authorityId)
    .orderBy('rank')
    .orderBy('id')
    .execute()
  const entries = rows.map(toRosterEntry)
  const owned = await routesWithRoster(db, authorityId)
  const blocks = await blocksWithRoutes(db, authorityId)
  return [
    ...blocks.map(({ id, name, routes }): PlaceRoster => {
      const others = owned.filter((it) => it.blockId === id).length
      const own = entries.filter((it) => it.blockId === id)
      return { kind: 'block', id, name, authorityId, blockId: id, routes: routes - others, entries: own }
    }),
    ...owned.map(({ id, name, blockId }): PlaceRoster => {
      const own = entries.filter((it) => it.routeId === id)
      return { kind: 'route', id, name, authorityId, blockId, routes: 1, entries: own }
    }),
  ]
}

async function routesWithRoster(db: Db | Trx, authorityId: string) {
  const rows = await db
    .selectFrom('routes')
    .select(['id', 'name', 'block_id'])
    .where('authority_id', '=', authorityId)
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('roster')
        .select((it) => it.ref('route_id').$notNull().as('route_id'))
        .where('authority_id', '=', authorityId)
        .where('route_id', 'is not', null),
    )
    .orderBy('id')
    .execute()
  return rows.map((it) => ({ id: it.id, name: it.name, blockId: it.block_id }))
}

async function blocksWithRoutes(db: Db | Trx, authorityId: string) {
  const rows = await db
    .selectFrom('blocks')
    .leftJoin('routes', 'routes.block_id', 'blocks.id')
    .select(({ fn }) => ['blocks.id', 'blocks.name', fn.count<number>('routes.id').as('routes')])
    .where('blocks.authority_id', '=', authorityId)
    .groupBy(['blocks.id', 'blocks.name'])
    .orderBy('blocks.id')
    .execute()
  return rows.map((it) => ({ id: it.id, name: it.name, routes: Number(it.routes) }))
}
