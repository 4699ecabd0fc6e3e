/** Days and nights on an authority's calendar. A night belongs to the day on which it begins. */

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** A night's work: from the evening's look at the sky to the morning's last report. */
export const NIGHT_BEGINS = '17:00'
export const NIGHT_ENDS = '09:00'
/** Where one night's plan gives way to the next: nobody plows at noon by a plan for the night. */
export const PLAN_CHANGES = '12:00'

const formats = new Map<string, Intl.DateTimeFormat>()

function format(timeZone: string): Intl.DateTimeFormat {
  let found = formats.get(timeZone)
  if (found === undefined) {
    const date = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
    found = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      ...date,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    formats.set(timeZone, found)
  }
  return found
}

/** Date `YYYY-MM-DD` and time `HH:MM` of the wall clock at an instant. */
export function wallClock(atMs: number, timeZone: string): { readonly date: string; readonly time: string } {
  const [date = '', time = ''] = format(timeZone).format(atMs).split(' ')
  return { date, time }
}

/** The instant at which the wall clock shows a date and time; NaN for none such. */
export function instantOf(date: string, time: string, timeZone: string): number {
  const asUtc = Date.parse(`${date}T${time}:00Z`)
  if (Number.isNaN(asUtc)) return asUtc
  // twice, since the offset is that of the moment looked for
  const offset = (atMs: number) => Date.parse(`${toWallText(atMs, timeZone)}:00Z`) - atMs
  return asUtc - offset(asUtc - offset(asUtc))
}

/** An instant as the field of a form has it: `2026-01-21T06:30`, on the wall clock. */
export function toWallText(atMs: number, timeZone: string): string {
  const { date, time } = wallClock(atMs, timeZone)
  return `${date}T${time}`
}

/** The instant at which the wall clock shows a text such as `2026-01-21T06:30`; null for no such text. */
export function fromWallText(text: string, timeZone: string): number | null {
  const [, date = '', time = ''] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(text) ?? []
  const atMs = date === '' ? Number.NaN : instantOf(date, time, timeZone)
  return Number.isNaN(atMs) ? null : atMs
}

/** The day so many days later; the text itself where it is no day. */
export function addDays(date: string, days: number): string {
  const atMs = Date.parse(`${date}T00:00:00Z`)
  return Number.isNaN(atMs) ? date : new Date(atMs + days * DAY_MS).toISOString().slice(0, 10)
}

/** The Monday of a day's week. */
export function mondayOf(date: string): string {
  const sundayFirst = new Date(`${date}T00:00:00Z`).getUTCDay()
  return addDays(date, -((sundayFirst + 6) % 7))
}

/** The day whose night it is at an instant: before noon still the day before. */
export function nightOf(atMs: number, timeZone: string): string {
  const { date, time } = wallClock(atMs, timeZone)
  return time < PLAN_CHANGES ? addDays(date, -1) : date
}

/** When the night of a day begins and ends. */
export function nightHours(date: string, timeZone: string): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: instantOf(date, NIGHT_BEGINS, timeZone), toMs: instantOf(addDays(date, 1), NIGHT_ENDS, timeZone) }
}

/** True for what reads as a day that exists. */
export function isDate(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}
