import type { RosterEntry } from '../../domain/roster.ts'
import type { Trx } from '../database.ts'
import { daysText } from './roster-row.ts'

/** Adds one entry to the roster of an authority. */
export async function insertRosterEntry(trx: Trx, authorityId: string, entry: RosterEntry): Promise<void> {
  await trx
    .insertInto('roster')
    .values({
      authority_id: authorityId,
      block_id: entry.blockId,
      route_id: entry.routeId,
      contractor_id: entry.contractorId,
      rank: entry.rank,
      from_at: entry.fromMs,
      to_at: entry.toMs,
      days: daysText(entry.days),
      from_time: entry.fromTime,
      to_time: entry.toTime,
    })
    .execute()
}
