import type { RosterEntry } from '../../domain/roster.ts'
import type { Trx } from '../database.ts'
import { insertRosterEntry } from './insert-roster-entry.ts'

export type { RosterEntry } from '../../domain/roster.ts'

/** Makes `entries` the whole roster of an authority. */
export async function upsertRoster(trx: Trx, authorityId: string, entries: readonly RosterEntry[]): Promise<void> {
  await trx.deleteFrom('roster').where('authority_id', '=', authorityId).execute()
  for (const entry of entries) await insertRosterEntry(trx, authorityId, entry)
}
