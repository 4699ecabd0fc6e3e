import { validateDetailed } from 'node-cron'
import { DAY_MS, type EpochMs, localInstant, MINUTE_MS, wallTime } from '../domain/time.ts'
import { type Saying, say } from '../problems/say.ts'

/**
 * Fixed decision times: the minutes that cron expressions name, on an authority's wall clock. Every named minute of a
 * calendar day happens once: one that a daylight-saving jump skips is taken off by the jump, one that comes twice is
 * taken once. Computed from the moment given, so that a restart, a replay and simulated time see the same ones.
 */
export interface WallTicks {
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly daysOfMonth: readonly number[]
  readonly months: readonly number[]
  /** 0 is Sunday. */
  readonly weekdays: readonly number[]
}

/** Reads an expression, or says what is wrong with it, to follow "must be". */
export function parseCron(expression: string): WallTicks | Saying {
  if (expression.trim().split(/\s+/).length !== 5) return say('a-cron')
  const { valid, fields, errors } = validateDetailed(expression.trim())
  if (!valid || fields === undefined) {
    return say('a-cron-but', { fields: errors.map((it) => `${it.field}: ${it.message}`) })
  }
  const { minute: minutes, hour: hours, month: months } = fields
  const daysOfMonth = fields.dayOfMonth.filter((it) => typeof it === 'number')
  const weekdays = fields.dayOfWeek.filter((it) => typeof it === 'number')
  if (daysOfMonth.length < fields.dayOfMonth.length || weekdays.length < fields.dayOfWeek.length)
    return say('a-cron-without-signs')
  if (daysOfMonth.length < 31 && weekdays.length < 7) return say('a-cron-of-one-kind')
  return { minutes, hours, daysOfMonth, months, weekdays }
}

/** Whether an expression could be read. */
export function isTicks(parsed: WallTicks | Saying): parsed is WallTicks {
  return 'minutes' in parsed
}

/** 29 February may be eight years away. */
const HORIZON_DAYS = 8 * 366

/** The first tick after `afterMs`; undefined when there is none within eight years. @param timeZone IANA. */
export function nextWallTick(ticks: readonly WallTicks[], timeZone: string, afterMs: EpochMs): EpochMs | undefined {
  for (let day = -1; day <= HORIZON_DAYS; day++) {
    const found = ticksOfDay(ticks, timeZone, afterMs, day).filter((it) => it > afterMs)
    if (found.length > 0) return Math.min(...found)
  }
  return undefined
}

/** The last tick at or before `atMs`, as far as `withinMs` back; undefined when there is none. @param timeZone IANA. */
export function lastWallTick(
  ticks: readonly WallTicks[],
  timeZone: string,
  atMs: EpochMs,
  withinMs: number,
): EpochMs | undefined {
  for (let day = 1; day >= -1 - Math.ceil(withinMs / DAY_MS); day--) {
    const found = ticksOfDay(ticks, timeZone, atMs, day).filter((it) => it <= atMs && it > atMs - withinMs)
    if (found.length > 0) return Math.max(...found)
  }
  return undefined
}

/** Ticks of the calendar day that lies `offset` days after that of `atMs`. */
function ticksOfDay(ticks: readonly WallTicks[], timeZone: string, atMs: EpochMs, offset: number): EpochMs[] {
  const wall = wallTime(atMs, timeZone)
  const day = new Date(Date.UTC(wall.year, wall.month - 1, wall.day + offset))
  const date = { year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate() }
  const due = ticks.filter(
    (it) =>
      it.months.includes(date.month) && it.daysOfMonth.includes(date.day) && it.weekdays.includes(day.getUTCDay()),
  )
  if (due.length === 0) return []
  const midnightMs = localInstant({ ...date, hour: 0, minute: 0 }, timeZone)
  const lastMs = localInstant({ ...date, hour: 23, minute: 59 }, timeZone)
  const steady = lastMs - midnightMs === DAY_MS - MINUTE_MS
  return due.flatMap(({ hours, minutes }) =>
    hours.flatMap((hour) =>
      minutes.map((minute) =>
        steady ? midnightMs + (hour * 60 + minute) * MINUTE_MS : localInstant({ ...date, hour, minute }, timeZone),
      ),
    ),
  )
}
