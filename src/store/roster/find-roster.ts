import type { RosterEntry } from '../../domain/roster.ts'
import type { Db, Trx } from '../database.ts'
import { toRosterEntry } from './roster-row.ts'

/** The whole roster of an authority, in no particular order. */
export async function findRoster(db: Db | Trx, authorityId: string): Promise<RosterEntry[]> {
  const rows = await db.selectFrom('roster').selectAll().where('authority_id', '=', authorityId).execute()
  return rows.map(toRosterEntry)
}
