import type { RosterEntry } from '../../domain/roster.ts'
import type { Trx } from '../database.ts'
import { daysText } from './roster-row.ts'

/** Makes `entries` the whole roster of one block or one route. */
export async function replacePlaceRoster(
  trx: Trx,
  place: { readonly kind: 'block' | 'route'; readonly id: string; readonly authorityId: string },
  entries: readonly RosterEntry[],
): Promise<void> {
  const { kind, id, authorityId } = place
  const column = kind === 'block' ? 'block_id' : 'route_id'
  await trx.deleteFrom('roster').where('authority_id', '=', authorityId).where(column, '=', id).execute()
  for (const entry of entries) {
    await trx
      .insertInto('roster')
      .values({
        authority_id: authorityId,
        block_id: kind === 'block' ? id : null,
        route_id: kind === 'route' ? id : null,
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
