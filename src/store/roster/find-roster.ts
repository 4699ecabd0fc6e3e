import type { Db, Trx } from '../database.ts'
import type { RosterEntry } from './upsert-roster.ts'

/** The whole roster of an authority, in no particular order. */
export async function findRoster(db: Db | Trx, authorityId: string): Promise<RosterEntry[]> {
  const rows = await db.selectFrom('roster').selectAll().where('authority_id', '=', authorityId).execute()
  return rows.map((row) => ({
    blockId: row.block_id,
    routeId: row.route_id,
    contractorId: row.contractor_id,
    rank: row.rank,
    fromMs: row.from_at,
    toMs: row.to_at,
  }))
}
