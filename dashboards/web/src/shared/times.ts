import type { Language } from './language.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

const LOCALES: Readonly<Record<Language, string>> = { ja: 'ja-JP', en: 'en-GB' }
const formats = new Map<string, Intl.DateTimeFormat>()

function format(language: Language, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${timeZone} ${Object.keys(options).join()}`
  let found = formats.get(key)
  if (found === undefined) {
    found = new Intl.DateTimeFormat(LOCALES[language], { timeZone, hourCycle: 'h23', ...options })
    formats.set(key, found)
  }
  return found
}

/** `2:05` today, `1月20日(火) 22:05` on another day, on the authority's wall clock. */
export function clockText(atMs: number, nowMs: number, timeZone: string, language: Language): string {
  const time = format(language, timeZone, { hour: 'numeric', minute: '2-digit' }).format(atMs)
  const day = format(language, timeZone, { month: 'short', day: 'numeric', weekday: 'short' })
  const date = day.format(atMs)
  return date === day.format(nowMs) ? time : `${date} ${time}`
}

/** `2026年1月20日(火) 2:05`, with its year: for paper, which is read on other days. */
export function stampText(atMs: number, timeZone: string, language: Language): string {
  const day = format(language, timeZone, { year: 'numeric', month: 'short', day: 'numeric', weekday: 'short' })
  const time = format(language, timeZone, { hour: 'numeric', minute: '2-digit' })
  return `${day.format(atMs)} ${time.format(atMs)}`
}

/** How long ago, in the largest whole unit: `12分前`, `12 min ago`. */
export function agoText(atMs: number, nowMs: number, language: Language): string {
  const ms = Math.max(0, nowMs - atMs)
  const relative = new Intl.RelativeTimeFormat(LOCALES[language], { style: 'short' })
  const text = (value: number, unit: 'second' | 'minute' | 'hour' | 'day') =>
    relative.format(-value, unit).replace(/^(\d+) (?=[^\d\sA-Za-z])/, '$1')
  if (ms < MINUTE_MS) return text(Math.floor(ms / 1000), 'second')
  if (ms < HOUR_MS) return text(Math.floor(ms / MINUTE_MS), 'minute')
  if (ms < 2 * DAY_MS) return text(Math.floor(ms / HOUR_MS), 'hour')
  return text(Math.floor(ms / DAY_MS), 'day')
}
