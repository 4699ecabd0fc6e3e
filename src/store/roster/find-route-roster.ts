import type { RosterEntry } from '../../domain/roster.ts'
import type { Db, Trx } from '../database.ts'
import { toRosterEntry } from './roster-row.ts'

/** Roster entries that name a route or its block, by rank. */
export async function findRouteRoster(
  db: Db | Trx,
  route: { readonly id: string; readonly blockId: string },
): Promise<RosterEntry[]> {
  const rows = await db
    .selectFrom('roster')
    .selectAll()
    .where((eb) => eb.or([eb('route_id', '=', route.id), eb('block_id', '=', route.blockId)]))
    .orderBy('rank')
    .orderBy('id')
    .execute()
  return rows.map(toRosterEntry)
}
