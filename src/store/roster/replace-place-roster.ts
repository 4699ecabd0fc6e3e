import type { RosterEntry } from '../../domain/roster.ts'
import type { Trx } from '../database.ts'
import { insertRosterEntry } from './insert-roster-entry.ts'

/** Makes `entries` the whole roster of one block or one route. */
export async function replacePlaceRoster(
  trx: Trx,
  place: { readonly kind: 'block' | 'route'; readonly id: string; readonly authorityId: string },
  entries: readonly RosterEntry[],
): Promise<void> {
  const { kind, id, authorityId } = place
  const column = kind === 'block' ? 'block_id' : 'route_id'
  await trx.deleteFrom('roster').where('authority_id', '=', authorityId).where(column, '=', id).execute()
  const own = { blockId: kind === 'block' ? id : null, routeId: kind === 'route' ? id : null }
  for (const entry of entries) await insertRosterEntry(trx, authorityId, { ...entry, ...own })
}
