import { wallClock } from '../../calendar.ts'

/** Marks of a time axis on a wall clock: whole hours and days of a zone, also on the days when its clock is put back. */

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

export interface Tick {
  readonly atMs: number
  /** Hour of the wall clock. */
  readonly hour: number
  /** `2026-01-21` on the zone's calendar. */
  readonly day: string
}

function wall(atMs: number, timeZone: string) {
  const { date, time } = wallClock(atMs, timeZone)
  return { day: date, hour: Number(time.slice(0, 2)), minute: Number(time.slice(3)) }
}

/** Hours between marks that a night's reader counts in. */
const HOUR_STEPS = [1, 2, 3, 6, 12]
/** Days between marks; beyond these, the first days of months. */
const DAY_STEPS = [1, 2, 7]
/** Zones differ from whole hours by quarters at most. */
const QUARTER_MS = 15 * MINUTE_MS

/**
 * Marks from `fromMs` to `toMs`, no more than `most`. Hours are those of the wall clock: on a day of 25 hours one hour
 * stands twice, on a day of 23 one is missing, and midnight stays midnight.
 */
export function wallTicks(fromMs: number, toMs: number, timeZone: string, most: number): Tick[] {
  const hours = (toMs - fromMs) / HOUR_MS
  const step = HOUR_STEPS.find((it) => hours / it <= most)
  if (step !== undefined)
    return ticksWhere(fromMs, toMs, timeZone, stepFor(fromMs, timeZone), (it) => it.hour % step === 0)
  const dayStep = DAY_STEPS.find((it) => hours / 24 / it <= most)
  const midnights = ticksWhere(fromMs, toMs, timeZone, stepFor(fromMs, timeZone), (it) => it.hour === 0)
  if (dayStep === 1) return midnights
  if (dayStep !== undefined) return midnights.filter((it) => Math.round(Date.parse(it.day) / DAY_MS) % dayStep === 0)
  return midnights.filter((it) => it.day.endsWith('-01'))
}

/** Whole hours where the zone has them; else quarters. */
function stepFor(atMs: number, timeZone: string): number {
  const whole = Math.ceil(atMs / HOUR_MS) * HOUR_MS
  return wall(whole, timeZone).minute === 0 ? HOUR_MS : QUARTER_MS
}

function ticksWhere(
  fromMs: number,
  toMs: number,
  timeZone: string,
  stepMs: number,
  wanted: (it: { readonly hour: number; readonly minute: number }) => boolean,
): Tick[] {
  const ticks: Tick[] = []
  for (let atMs = Math.ceil(fromMs / stepMs) * stepMs; atMs <= toMs; atMs += stepMs) {
    const { day, hour, minute } = wall(atMs, timeZone)
    if (minute === 0 && wanted({ hour, minute })) ticks.push({ atMs, hour, day })
  }
  return ticks
}

/** Where the days of a zone begin within a span. */
export function midnights(fromMs: number, toMs: number, timeZone: string): number[] {
  return ticksWhere(fromMs, toMs, timeZone, stepFor(fromMs, timeZone), (it) => it.hour === 0).map((it) => it.atMs)
}
