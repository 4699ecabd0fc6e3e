import { currentLanguage } from '../../shared/language.ts'
import { wallClock } from '../calendar.ts'

const LOCALES = { ja: 'ja-JP', en: 'en-GB' } as const

function formatted(date: string, options: Intl.DateTimeFormatOptions): string {
  const format = new Intl.DateTimeFormat(LOCALES[currentLanguage()], { timeZone: 'UTC', ...options })
  return format.format(Date.parse(`${date}T00:00:00Z`))
}

/** A calendar day: `1月20日(火)`. */
export function dayText(date: string): string {
  return formatted(date, { month: 'short', day: 'numeric', weekday: 'short' })
}

/** `20日`, for the heads of a week. */
export function dayNumber(date: string): string {
  return formatted(date, { month: 'numeric', day: 'numeric' })
}

export function weekdayText(date: string): string {
  return formatted(date, { weekday: 'short' })
}

/** `17:00` on the authority's wall clock, the hour without a zero before it. */
export function timeText(atMs: number, timeZone: string): string {
  return wallClock(atMs, timeZone).time.replace(/^0/, '')
}

/** `1月20日(火) 17:00` */
export function momentText(atMs: number, timeZone: string): string {
  return `${dayText(wallClock(atMs, timeZone).date)} ${timeText(atMs, timeZone)}`
}
