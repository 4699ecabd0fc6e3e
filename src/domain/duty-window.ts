import { type EpochMs, localHhMm, wallTime } from './time.ts'

/** Monday first; the place in the list is the ISO weekday minus one. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/**
 * When somebody is on duty, on the authority's wall clock. A window that passes midnight belongs to the day on which it
 * begins; equal times mean a whole day from then.
 */
export interface DutyWindow {
  /** null: every day. */
  readonly days: readonly Weekday[] | null
  /** `HH:MM`, inclusive; null: from midnight. */
  readonly fromTime: string | null
  /** `HH:MM`, exclusive; null: to midnight. */
  readonly toTime: string | null
}

/** Whether the window holds at an instant. @param timeZone IANA zone of the wall clock. */
export function onDuty(window: DutyWindow, atMs: EpochMs, timeZone: string): boolean {
  const from = window.fromTime ?? '00:00'
  const to = window.toTime ?? '24:00'
  const now = localHhMm(atMs, timeZone)
  const today = weekday(atMs, timeZone)
  const on = (day: number) => window.days === null || window.days.some((it) => WEEKDAYS.indexOf(it) === day)
  if (from < to) return on(today) && now >= from && now < to
  return now >= from ? on(today) : now < to && on((today + 6) % 7)
}

/** 0: Monday … 6: Sunday. */
function weekday(atMs: EpochMs, timeZone: string): number {
  const { year, month, day } = wallTime(atMs, timeZone)
  return (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7
}
