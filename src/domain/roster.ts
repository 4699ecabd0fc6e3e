import { type EpochMs, localHhMm, wallTime } from './time.ts'

/** 当番表: who is asked for a route or a block, and when; the on-call calendar of an authority. */

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
export type Weekday = (typeof WEEKDAYS)[number]
export type RosterDay = Weekday | 'holiday'
export const ROSTER_DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'holiday'] as const

/** `YYYY-MM-DD` on an authority's calendar. */
export type LocalDate = string

/** Who is asked for a route or a whole block, and when: one of `blockId` and `routeId` is set. */
export interface RosterEntry {
  readonly blockId: string | null
  readonly routeId: string | null
  readonly contractorId: string
  /** 1 is asked first. */
  readonly rank: number
  /** Inclusive; null: from ever. */
  readonly fromMs: EpochMs | null
  /** Exclusive; null: for ever. */
  readonly toMs: EpochMs | null
  /** Days on which it is on duty; null: every day. A night belongs to the day on which it begins. */
  readonly days: readonly RosterDay[] | null
  /** On duty from this wall-clock time, `HH:MM`; null together with `toTime`: all day. */
  readonly fromTime: string | null
  /** Until this wall-clock time, exclusive; at or before `fromTime` it is the next day's. */
  readonly toTime: string | null
}

/** A day that a roster may treat as `holiday` instead of its weekday (祝日, and what the authority adds to them). */
export interface Holiday {
  readonly date: LocalDate
  readonly name: string
}

/** An instant on an authority's wall clock. */
export interface LocalMoment {
  readonly atMs: EpochMs
  readonly date: LocalDate
  /** `HH:MM` */
  readonly time: string
}

/** The wall clock of `timeZone` at an instant. Throws RangeError for an unknown zone. */
export function localMoment(atMs: EpochMs, timeZone: string): LocalMoment {
  const { year, month, day } = wallTime(atMs, timeZone)
  return { atMs, date: dateText(Date.UTC(year, month - 1, day)), time: localHhMm(atMs, timeZone) }
}

/** The day before, on the calendar. */
export function dayBefore(date: LocalDate): LocalDate {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  return dateText(Date.UTC(year, month - 1, day - 1))
}

/** The weekday of a calendar day. */
export function weekdayOf(date: LocalDate): Weekday {
  return WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? 'sun'
}

function dateText(utcMidnightMs: number): LocalDate {
  return new Date(utcMidnightMs).toISOString().slice(0, 10)
}
