import type { RosterEntry } from '../../domain/roster.ts'
import type { Trx } from '../database.ts'
import { daysText } from './roster-row.ts'

export type { RosterEntry } from '../../domain/roster.ts'

/** Makes `entries` the whole roster of an authority. */
export async function upsertRoster(trx: Trx, authorityId: string, entries: readonly RosterEntry[]): Promise<void> {
  await trx.deleteFrom('roster').where('authority_id', '=', authorityId).execute()
  for (const entry of entries) {
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
}
