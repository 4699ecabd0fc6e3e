import type { Language } from '../../criteria/reason-text.ts'
import { DAY_MS, type EpochMs, localDate, localHhMm, wallTime } from '../../domain/time.ts'

/** `2026-01-21 02:05` on the authority's clock. */
export function localMinute(atMs: EpochMs, timeZone: string): string {
  return `${localDate(atMs, timeZone)} ${localHhMm(atMs, timeZone)}`
}

/** A moment for an axis: the day, or within a few days the hour too. */
export function tickText(atMs: EpochMs, timeZone: string, withHour: boolean): string {
  const { month, day, hour } = wallTime(atMs, timeZone)
  return withHour && hour !== 0 ? `${two(hour)}:00` : `${month}/${day}`
}

/** A number with its separators. */
export function figure(value: number | null, language: Language): string {
  return value === null
    ? '–'
    : value.toLocaleString(language === 'ja' ? 'ja-JP' : 'en-GB', { maximumFractionDigits: 1 })
}

/** Moments on an axis: some ten whole days or hours of the authority's clock. */
export function ticksOf(
  fromMs: EpochMs,
  toMs: EpochMs,
  timeZone: string,
): { readonly atMs: EpochMs[]; readonly hours: boolean } {
  const days = (toMs - fromMs) / DAY_MS
  const hours = days <= 4
  const everyMs = hours ? (days <= 1 ? DAY_MS / 12 : DAY_MS / 4) : Math.ceil(days / 12) * DAY_MS
  const { hour, minute, second } = wallTime(fromMs, timeZone)
  const midnightMs = fromMs - ((hour * 60 + minute) * 60 + second) * 1000
  const atMs: EpochMs[] = []
  for (let tickMs = midnightMs; tickMs <= toMs; tickMs += everyMs) if (tickMs >= fromMs) atMs.push(tickMs)
  return { atMs, hours }
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
