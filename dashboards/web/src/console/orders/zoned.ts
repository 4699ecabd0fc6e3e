const MINUTE_MS = 60_000
const formats = new Map<string, Intl.DateTimeFormat>()

/** Times as fields of a form have them (`2026-01-21T06:30`), on the wall clock of an IANA zone. */
export function toWallText(atMs: number, timeZone: string): string {
  let format = formats.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
    formats.set(timeZone, format)
  }
  return format.format(atMs).replace(' ', 'T')
}

/** The moment at which the wall clock shows a text such as `2026-01-21T06:30`; null for no such text. */
export function fromWallText(text: string, timeZone: string): number | null {
  const asUtcMs = Date.parse(`${text.slice(0, 16)}:00Z`)
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) || Number.isNaN(asUtcMs)) return null
  // twice, since the offset is that of the moment looked for
  const first = asUtcMs - offsetMs(asUtcMs, timeZone)
  return asUtcMs - offsetMs(first, timeZone)
}

function offsetMs(atMs: number, timeZone: string): number {
  const minuteMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS
  return Date.parse(`${toWallText(minuteMs, timeZone)}:00Z`) - minuteMs
}

/** The day on whose evening the night around a moment began (`2026-01-20`): nights turn at noon. */
export function nightOf(atMs: number, timeZone: string): string {
  const text = toWallText(atMs, timeZone)
  return text.slice(11) >= '12:00' ? text.slice(0, 10) : addDays(text.slice(0, 10), -1)
}

/** From noon to noon, ms. */
export function nightSpan(night: string, timeZone: string): { readonly fromMs: number; readonly toMs: number } | null {
  const fromMs = fromWallText(`${night}T12:00`, timeZone)
  const toMs = fromWallText(`${addDays(night, 1)}T12:00`, timeZone)
  return fromMs === null || toMs === null ? null : { fromMs, toMs }
}

/** A date so many days later, on the calendar; the text itself where it is no date. */
export function addDays(date: string, days: number): string {
  const atMs = Date.parse(`${date}T00:00:00Z`)
  return Number.isNaN(atMs) ? date : new Date(atMs + days * 86_400_000).toISOString().slice(0, 10)
}
