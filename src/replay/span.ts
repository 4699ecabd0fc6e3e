import { DAY_MS, type EpochMs, nextLocalTime, parseInstant, wallTime } from '../domain/time.ts'

const LOCAL = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}))?$/

/**
 * An end of a span as a person writes it: an ISO 8601 time with zone, a local time `2026-01-20T18:00`, or a local date,
 * whose day belongs to the span. Undefined for anything else, and for dates that do not exist.
 * @param end of which end it is: a date means its first moment, or the moment after its last.
 */
export function spanEnd(text: string, timeZone: string, end: 'from' | 'to'): EpochMs | undefined {
  const found = LOCAL.exec(text)
  if (found === null) return parseInstant(text)
  const [, year, month, day, time] = found
  const noonMs = Date.parse(`${year}-${month}-${day}T12:00:00Z`)
  if (Number.isNaN(noonMs) || new Date(noonMs).getUTCDate() !== Number(day)) return undefined
  const dayMs = time === undefined && end === 'to' ? noonMs + DAY_MS : noonMs
  return localTimeOn(dayMs, time ?? '00:00', timeZone)
}

/** When the wall clock shows `hhmm` on the calendar day that is a UTC noon's. */
function localTimeOn(noonMs: EpochMs, hhmm: string, timeZone: string): EpochMs | undefined {
  const [hour = 0, minute = 0] = hhmm.split(':').map(Number)
  if (hour > 23 || minute > 59) return undefined
  const wanted = new Date(noonMs).getUTCDate()
  // Zones are less than 15 hours away from UTC: the day begins after this.
  let atMs = nextLocalTime(hhmm, timeZone, noonMs - 27 * 3_600_000 - 1)
  while (wallTime(atMs, timeZone).day !== wanted) atMs = nextLocalTime(hhmm, timeZone, atMs)
  return atMs
}
