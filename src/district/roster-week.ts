import { ROSTER_DAYS, type RosterDay, type RosterEntry } from '../domain/roster.ts'

/**
 * Spans of the week in which an entry may be on duty, as minutes from Monday 00:00; a holiday may fall on any weekday,
 * and stands for a day of its own.
 */
export interface Span {
  readonly from: number
  /** Exclusive. */
  readonly to: number
}

const DAY_MIN = 24 * 60
const WEEK_MIN = 7 * DAY_MIN

/** When an entry may be on duty within a week. Those of holidays lie behind the week. */
export function minutesOnDuty(entry: RosterEntry): Span[] {
  return (entry.days ?? ROSTER_DAYS).flatMap((day) => spansOf(day, minuteOf(entry.fromTime), minuteOf(entry.toTime)))
}

/** True when two spans share a minute. */
export function meet(a: Span, b: Span): boolean {
  return a.from < b.to && b.from < a.to
}

function spansOf(day: RosterDay, from: number | null, to: number | null): Span[] {
  const start = ROSTER_DAYS.indexOf(day) * DAY_MIN
  if (from === null || to === null) return [{ from: start, to: start + DAY_MIN }]
  if (from < to) return [{ from: start + from, to: start + to }]
  const tonight = { from: start + from, to: start + DAY_MIN }
  if (day === 'holiday') return [tonight]
  const morning = (start + DAY_MIN) % WEEK_MIN
  return [tonight, { from: morning, to: morning + to }]
}

function minuteOf(hhmm: string | null): number | null {
  if (hhmm === null) return null
  const [hour = 0, minute = 0] = hhmm.split(':').map(Number)
  return hour * 60 + minute
}
