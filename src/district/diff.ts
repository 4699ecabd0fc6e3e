import { isDeepStrictEqual } from 'node:util'
import type { Holiday, RosterEntry } from '../domain/roster.ts'
import { type District, ID_SECTIONS, type IdSection } from './district.ts'
import type { Snapshot } from './snapshot.ts'

/** What an import does to one row. */
export interface RowChange {
  readonly section: 'authority' | IdSection
  readonly id: string
  /** As the file has it; null: such rows have no name. */
  readonly name: string | null
  /** Its reading; null: not said. */
  readonly nameKana: string | null
  readonly change: 'created' | 'changed' | 'unchanged'
  /** Names of the fields that differ; empty unless changed. */
  readonly fields: readonly string[]
}

export interface DistrictDiff {
  readonly rows: readonly RowChange[]
  /** Roster rows by what happens to them; null: the file does not speak of the roster. */
  readonly roster: ListDiff | null
  /** Likewise the holidays. */
  readonly holidays: ListDiff | null
}

/** Rows without ids, by what happens to them. */
export interface ListDiff {
  readonly added: number
  readonly removed: number
  readonly unchanged: number
}

/** What importing `district` over `snapshot` would change. Rows the file does not name stay and are not listed. */
export function diffDistrict(district: District, snapshot: Snapshot): DistrictDiff {
  const rows = [change('authority', district.authority, snapshot.authority)]
  for (const section of ID_SECTIONS) {
    for (const row of district[section]) rows.push(change(section, row, snapshot.own[section].get(row.id)))
  }
  const roster = district.roster === null ? null : diffList(district.roster, snapshot.roster, rosterKey)
  const holidays = district.holidays === null ? null : diffList(district.holidays, snapshot.holidays, holidayKey)
  return { rows, roster, holidays }
}

/** True when the import leaves everything as it is. */
export function changesNothing(diff: DistrictDiff): boolean {
  const { rows, roster, holidays } = diff
  return rows.every((it) => it.change === 'unchanged') && !listChanges(roster) && !listChanges(holidays)
}

/** Only the fields that the file can set are compared; what the database knows besides (versions, tokens) is not. */
function change(
  section: RowChange['section'],
  wanted: { readonly id: string; readonly name?: string | null },
  stored: object | undefined,
): RowChange {
  const named = { section, id: wanted.id, ...nameOf(wanted) }
  if (stored === undefined) return { ...named, change: 'created', fields: [] }
  const current = stored as Readonly<Record<string, unknown>>
  const fields = Object.entries(wanted)
    .filter(([name, value]) => !isDeepStrictEqual(asStored(value), asStored(current[name])))
    .map(([name]) => name)
  return { ...named, change: fields.length === 0 ? 'unchanged' : 'changed', fields }
}

function nameOf(row: { readonly name?: unknown; readonly nameKana?: unknown }): Pick<RowChange, 'name' | 'nameKana'> {
  const text = (it: unknown) => (typeof it === 'string' ? it : null)
  return { name: text(row.name), nameKana: text(row.nameKana) }
}

/** As it comes back from the database: −0 is 0 there. */
function asStored(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}

/** True when rows come or go. */
export function listChanges(diff: ListDiff | null): boolean {
  return diff !== null && diff.added + diff.removed > 0
}

function diffList<T>(wanted: readonly T[], stored: readonly T[], keyOf: (row: T) => string): ListDiff {
  const left = new Map<string, number>()
  for (const key of stored.map(keyOf)) left.set(key, (left.get(key) ?? 0) + 1)
  let unchanged = 0
  for (const key of wanted.map(keyOf)) {
    const count = left.get(key) ?? 0
    if (count === 0) continue
    left.set(key, count - 1)
    unchanged++
  }
  return { added: wanted.length - unchanged, removed: stored.length - unchanged, unchanged }
}

function rosterKey(entry: RosterEntry): string {
  const { blockId, routeId, contractorId, rank, fromMs, toMs, days, fromTime, toTime } = entry
  return JSON.stringify([blockId, routeId, contractorId, rank, fromMs, toMs, days, fromTime, toTime])
}

function holidayKey({ date, name }: Holiday): string {
  return JSON.stringify([date, name])
}
