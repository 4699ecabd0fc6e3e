import { addDays, instantOf, PLAN_CHANGES, wallClock } from '../calendar.ts'
import type { RosterDay, RosterEntry } from './types.ts'

/** A roster while it is being written: fields as a form holds them, and the ways to change several rows at once. */

export interface Draft {
  /** Of this page only, so that rows keep their place while they are moved. */
  readonly key: number
  readonly contractor: string
  readonly rank: number | null
  readonly days: readonly RosterDay[] | null
  /** Both empty: all day. */
  readonly fromTime: string
  readonly toTime: string
  /** Empty: from ever. Without an hour the whole day. */
  readonly fromDay: string
  readonly fromHour: string
  /** The last day; with an hour it ends then. */
  readonly toDay: string
  readonly toHour: string
}

let nextKey = 0

/** A row asked after all others. */
export function newDraft(drafts: readonly Draft[], contractor: string): Draft {
  const rank = Math.max(0, ...drafts.map((it) => it.rank ?? 0)) + 1
  const always = { days: null, fromTime: '', toTime: '', fromDay: '', fromHour: '', toDay: '', toHour: '' }
  return { key: nextKey++, contractor, rank, ...always }
}

export function draftOf(entry: RosterEntry, timeZone: string): Draft {
  const { contractor, rank, days, fromTime, toTime } = entry
  const from = momentParts(entry.from, timeZone)
  const to = momentParts(entry.to, timeZone)
  return {
    key: nextKey++,
    contractor,
    rank,
    days,
    fromTime: fromTime ?? '',
    toTime: toTime ?? '',
    fromDay: from.day,
    fromHour: from.hour,
    toDay: to.day,
    toHour: to.hour,
  }
}

export function entryOf(draft: Draft, timeZone: string): RosterEntry {
  const { contractor, rank, days, fromTime, toTime } = draft
  return {
    contractor,
    rank: rank ?? 0,
    from: momentOf(draft.fromDay, draft.fromHour, timeZone),
    to: momentOf(draft.toDay, draft.toHour, timeZone),
    days: days === null || days.length === 0 ? null : days,
    fromTime: fromTime === '' ? null : fromTime,
    toTime: toTime === '' ? null : toTime,
  }
}

function momentParts(moment: string | null, timeZone: string): { readonly day: string; readonly hour: string } {
  if (moment === null) return { day: '', hour: '' }
  if (!moment.includes('T')) return { day: moment, hour: '' }
  const { date, time } = wallClock(Date.parse(moment), timeZone)
  return { day: date, hour: time }
}

function momentOf(day: string, hour: string, timeZone: string): string | null {
  if (day === '') return null
  return hour === '' ? day : new Date(instantOf(day, hour, timeZone)).toISOString()
}

/** Who works instead, and in which nights. */
interface Substitution {
  readonly firstNight: string
  readonly lastNight: string
  /** First to last. */
  readonly contractors: readonly string[]
}

/**
 * The roster with other contractors in some nights: from noon of the first to the noon after the last. Rows that hold
 * then are cut around it, so that what was planned before and after stays.
 */
export function substitute(entries: readonly RosterEntry[], change: Substitution, timeZone: string): RosterEntry[] {
  const beginMs = instantOf(change.firstNight, PLAN_CHANGES, timeZone)
  const endMs = instantOf(addDays(change.lastNight, 1), PLAN_CHANGES, timeZone)
  const [begin, end] = [new Date(beginMs).toISOString(), new Date(endMs).toISOString()]
  const kept = entries.flatMap((entry) => {
    const [fromMs, toMs] = [beginOf(entry, timeZone), endOf(entry, timeZone)]
    if (toMs <= beginMs || fromMs >= endMs) return [entry]
    const before = fromMs < beginMs ? [{ ...entry, to: begin }] : []
    const after = toMs > endMs ? [{ ...entry, from: end }] : []
    return [...before, ...after]
  })
  const instead = change.contractors.map((contractor, i) => {
    const allDay = { days: null, fromTime: null, toTime: null }
    return { contractor, rank: i + 1, from: begin, to: end, ...allDay }
  })
  return [...kept, ...instead]
}

/** Rows that begin and end within a week, from its Monday to the Monday's noon after it, once more a week later. */
export function copyWeek(entries: readonly RosterEntry[], monday: string, timeZone: string): RosterEntry[] {
  const fromMs = instantOf(monday, '00:00', timeZone)
  const toMs = instantOf(addDays(monday, 7), PLAN_CHANGES, timeZone)
  return entries
    .filter((it) => beginOf(it, timeZone) >= fromMs && endOf(it, timeZone) <= toMs)
    .map((it) => ({ ...it, from: weekLater(it.from, timeZone), to: weekLater(it.to, timeZone) }))
}

function weekLater(moment: string | null, timeZone: string): string | null {
  const { day, hour } = momentParts(moment, timeZone)
  return day === '' ? null : momentOf(addDays(day, 7), hour, timeZone)
}

function beginOf({ from }: RosterEntry, timeZone: string): number {
  if (from === null) return Number.NEGATIVE_INFINITY
  return from.includes('T') ? Date.parse(from) : instantOf(from, '00:00', timeZone)
}

function endOf({ to }: RosterEntry, timeZone: string): number {
  if (to === null) return Number.POSITIVE_INFINITY
  return to.includes('T') ? Date.parse(to) : instantOf(addDays(to, 1), '00:00', timeZone)
}
