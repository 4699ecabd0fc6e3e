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

/** The instant at which the wall clock shows a date and time. */
export function instantOf(date: string, time: string, timeZone: string): number {
  const asUtc = Date.parse(`${date}T${time}:00Z`)
  const offset = (atMs: number) => {
    const wall = wallClock(atMs, timeZone)
    return Date.parse(`${wall.date}T${wall.time}:00Z`) - atMs
  }
  return asUtc - offset(asUtc - offset(asUtc))
}

/** The day so many days later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
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
