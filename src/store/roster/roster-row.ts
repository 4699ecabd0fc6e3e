import type { Selectable } from 'kysely'
import { ROSTER_DAYS, type RosterDay, type RosterEntry } from '../../domain/roster.ts'
import type { RosterRow } from '../tables.ts'

/** A row as a roster entry. */
export function toRosterEntry(row: Selectable<RosterRow>): RosterEntry {
  return {
    blockId: row.block_id,
    routeId: row.route_id,
    contractorId: row.contractor_id,
    rank: row.rank,
    fromMs: row.from_at,
    toMs: row.to_at,
    days: row.days === null ? null : row.days.split(',').map((it) => it as RosterDay),
    fromTime: row.from_time,
    toTime: row.to_time,
  }
}

/** Days as they are stored: in the order of the week, so that equal entries are stored alike. */
export function daysText(days: readonly RosterDay[] | null): string | null {
  return days === null ? null : ROSTER_DAYS.filter((it) => days.includes(it)).join(',')
}
