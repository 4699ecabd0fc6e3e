import { DAY_MS, type EpochMs, localDate, localHhMm } from './time.ts'

/** Days as an authority's calendar has them. */

/** Monday first; the place in the list is the ISO weekday minus one. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** `YYYY-MM-DD` on an authority's calendar. */
export type LocalDate = string

/** An instant on an authority's wall clock. */
export interface LocalMoment {
  readonly atMs: EpochMs
  readonly date: LocalDate
  /** `HH:MM` */
  readonly time: string
}

/** The wall clock of `timeZone` at an instant. Throws RangeError for an unknown zone. */
export function localMoment(atMs: EpochMs, timeZone: string): LocalMoment {
  return { atMs, date: localDate(atMs, timeZone), time: localHhMm(atMs, timeZone) }
}

/** The day before, on the calendar. */
export function dayBefore(date: LocalDate): LocalDate {
  return new Date(utcMidnightMs(date) - DAY_MS).toISOString().slice(0, 10)
}

/** The weekday of a calendar day. */
export function weekdayOf(date: LocalDate): Weekday {
  const sundayFirst = new Date(utcMidnightMs(date)).getUTCDay()
  return WEEKDAYS[(sundayFirst + 6) % 7] ?? 'mon'
}

/** The day as UTC would have it: without summer time, so that days can be counted. */
function utcMidnightMs(date: LocalDate): EpochMs {
  return Date.parse(`${date}T00:00:00Z`)
}
