import type { Language } from '../reason-text.ts'
import { isTicks, parseCron } from '../wall-ticks.ts'

/** More times of day than this are told by the expression itself. */
const TIMES_SHOWN = 8
const WEEKDAYS = {
  ja: ['日', '月', '火', '水', '木', '金', '土'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
} as const
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

/** Decision times of one cron expression: `毎日 21:00`, `daily at 21:00 and 02:00 (December, January)`. */
export function timesWords(expression: string, language: Language): string {
  const ticks = parseCron(expression)
  if (!isTicks(ticks) || ticks.minutes.length * ticks.hours.length > TIMES_SHOWN) {
    return language === 'ja' ? `cron 式 ${expression}` : `cron ${expression}`
  }
  const clock = ticks.hours.flatMap((hour) => ticks.minutes.map((minute) => `${two(hour)}:${two(minute)}`))
  const weekdays = [...ticks.weekdays].sort((a, b) => a - b)
  return language === 'ja'
    ? japanese(clock, ticks.daysOfMonth, weekdays, ticks.months)
    : english(clock, ticks.daysOfMonth, weekdays, ticks.months)
}

type Numbers = readonly number[]

function japanese(clock: readonly string[], days: Numbers, weekdays: Numbers, months: Numbers): string {
  const on =
    days.length < 31 ? `毎月 ${days.join('・')} 日` : weekdays.length < 7 ? names(weekdays, 'ja', '・') : '毎日'
  const season = months.length < 12 ? `${months.join('・')} 月の` : ''
  return `${season}${on} ${clock.join('・')}`
}

function english(clock: readonly string[], days: Numbers, weekdays: Numbers, months: Numbers): string {
  const on =
    days.length < 31 ? `on day ${days.join(', ')}` : weekdays.length < 7 ? `on ${names(weekdays, 'en', ', ')}` : 'daily'
  const season = months.length < 12 ? ` (${months.map((it) => MONTHS[it - 1] ?? String(it)).join(', ')})` : ''
  return `${on} at ${clock.join(', ')}${season}`
}

function names(weekdays: Numbers, language: Language, separator: string): string {
  const text = weekdays.map((it) => WEEKDAYS[language][it] ?? String(it)).join(separator)
  return language === 'ja' ? `${text}曜` : text
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
