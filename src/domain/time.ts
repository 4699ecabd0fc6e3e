/** Time inside is epoch milliseconds UTC; these helpers meet the outside: ISO 8601 text and an authority's wall clock. */

export type EpochMs = number

export const SECOND_MS = 1000
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

/**
 * Reads an instant given as ISO 8601 with zone (`2026-01-20T01:00:00Z`, `…+09:00`), as a date (midnight UTC), or as epoch
 * milliseconds in digits. Returns undefined for anything else, such as 30 February.
 */
export function parseInstant(text: string): EpochMs | undefined {
  if (/^-?\d{1,15}$/.test(text)) return Number(text)
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2}))?$/.test(text)) return undefined
  const ms = Date.parse(text)
  return Number.isNaN(ms) || !isCalendarDay(text) ? undefined : ms
}

/** False for the days that `Date.parse` takes for the first ones of the next month. */
function isCalendarDay(date: string): boolean {
  const day = Number(date.slice(8, 10))
  return day <= 28 || new Date(`${date.slice(0, 10)}T00:00:00Z`).getUTCDate() === day
}

/** ISO 8601 in UTC with milliseconds. */
export function toIso(atMs: EpochMs): string {
  return new Date(atMs).toISOString()
}

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(timeZone: string): Intl.DateTimeFormat {
  let found = formatters.get(timeZone)
  if (found === undefined) {
    found = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formatters.set(timeZone, found)
  }
  return found
}

interface WallTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

/** The wall clock of `timeZone` (IANA name) at an instant. Throws RangeError for an unknown zone. */
export function wallTime(atMs: EpochMs, timeZone: string): WallTime {
  const parts: Record<string, number> = {}
  for (const part of formatter(timeZone).formatToParts(atMs)) parts[part.type] = Number(part.value)
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts
  return { year, month, day, hour, minute, second }
}

function offsetMs(atMs: EpochMs, timeZone: string): number {
  const wall = wallTime(atMs, timeZone)
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second)
  return asUtc - Math.floor(atMs / SECOND_MS) * SECOND_MS
}

/** `HH:MM` on the wall clock of `timeZone`. */
export function localHhMm(atMs: EpochMs, timeZone: string): string {
  const wall = wallTime(atMs, timeZone)
  return `${String(wall.hour).padStart(2, '0')}:${String(wall.minute).padStart(2, '0')}`
}

/** `YYYY-MM-DD` on the calendar of `timeZone`. */
export function localDate(atMs: EpochMs, timeZone: string): string {
  const { year, month, day } = wallTime(atMs, timeZone)
  const pad = (value: number, digits: number) => String(value).padStart(digits, '0')
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
}

/**
 * The first instant strictly after `afterMs` at which the wall clock of `timeZone` shows `hhmm`.
 * A time that a daylight-saving jump skips is taken at the jump's offset before it.
 * @param hhmm `HH:MM`, 00:00 to 23:59.
 */
export function nextLocalTime(hhmm: string, timeZone: string, afterMs: EpochMs): EpochMs {
  const [hour = 0, minute = 0] = hhmm.split(':').map(Number)
  const wall = wallTime(afterMs, timeZone)
  for (let day = 0; day < 3; day++) {
    const atMs = localInstant({ ...wall, day: wall.day + day, hour, minute }, timeZone)
    if (atMs > afterMs) return atMs
  }
  throw new RangeError(`no ${hhmm} in ${timeZone} after ${toIso(afterMs)}`)
}

/**
 * The instant at which the wall clock of `timeZone` shows a date and time; days beyond the month's end run on into the
 * next. A time that a daylight-saving jump skips is taken at one of the offsets around it, and one that comes twice once.
 */
export function localInstant(
  wall: Pick<WallTime, 'year' | 'month' | 'day' | 'hour' | 'minute'>,
  timeZone: string,
): EpochMs {
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute)
  return asUtc - offsetMs(asUtc - offsetMs(asUtc, timeZone), timeZone)
}

/** The first instant of a day on the calendar of `timeZone`. @param date `YYYY-MM-DD`. */
export function localMidnight(date: string, timeZone: string): EpochMs {
  // zones lie within 14 h of UTC, so two local midnights at most lie between this and the one wanted
  let at = nextLocalTime('00:00', timeZone, Date.parse(`${date}T00:00:00Z`) - 39 * HOUR_MS)
  while (localDate(at, timeZone) < date) at = nextLocalTime('00:00', timeZone, at)
  return at
}

/** True when `timeZone` is an IANA zone this runtime knows. */
export function isTimeZone(timeZone: string): boolean {
  try {
    wallTime(0, timeZone)
    return true
  } catch {
    return false
  }
}
