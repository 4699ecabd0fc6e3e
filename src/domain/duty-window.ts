import { dayBefore, type LocalDate, type LocalMoment, localMoment, type Weekday, weekdayOf } from './calendar.ts'
import type { EpochMs } from './time.ts'

/**
 * When somebody is on duty, on the authority's wall clock. A window that passes midnight belongs to the day on which it
 * begins; equal times mean a whole day from then.
 */
export interface DutyWindow<Day extends string = Weekday> {
  /** null: every day. */
  readonly days: readonly Day[] | null
  /** `HH:MM`, inclusive; null: from midnight. */
  readonly fromTime: string | null
  /** `HH:MM`, exclusive; null: to midnight. At or before `fromTime` it is the next day's. */
  readonly toTime: string | null
}

/** Whether the window holds at an instant. @param timeZone IANA zone of the wall clock. */
export function onDuty(window: DutyWindow, atMs: EpochMs, timeZone: string): boolean {
  return windowHolds(window, localMoment(atMs, timeZone), weekdayOf)
}

/** Whether the window holds at a moment. @param dayOf what kind of day a date is. */
export function windowHolds<Day extends string>(
  window: DutyWindow<Day>,
  { date, time }: LocalMoment,
  dayOf: (date: LocalDate) => Day,
): boolean {
  const from = window.fromTime ?? '00:00'
  const to = window.toTime ?? '24:00'
  const on = (it: LocalDate) => window.days === null || window.days.includes(dayOf(it))
  if (from < to) return on(date) && from <= time && time < to
  return time >= from ? on(date) : time < to && on(dayBefore(date))
}
