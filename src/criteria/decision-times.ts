import type { DecideAt } from '../domain/criterion.ts'
import type { Reason } from '../domain/decision.ts'
import { type EpochMs, MINUTE_MS, wallTime } from '../domain/time.ts'
import type { Facts } from './facts.ts'
import { isTicks, lastWallTick, nextWallTick, parseCron } from './wall-ticks.ts'

/**
 * Whether a rule may fire now: null, or that it waits and until when. A tick is open from its own moment for
 * `windowMin`, the end not included.
 */
export function waitsFor(decideAt: DecideAt, { nowMs, timeZone }: Pick<Facts, 'nowMs' | 'timeZone'>): Reason | null {
  if (decideAt === 'continuous') return null
  const ticks = decideAt.cron.map(parseCron).filter(isTicks)
  if (lastWallTick(ticks, timeZone, nowMs, decideAt.windowMin * MINUTE_MS) !== undefined) return null
  const nextAtMs = nextWallTick(ticks, timeZone, nowMs) ?? null
  const nextLocal = nextAtMs === null ? null : localDateTime(nextAtMs, timeZone)
  return { code: 'waits-for-decision-time', nextAtMs, nextLocal }
}

/** `MM-DD HH:MM` on the wall clock of a zone. */
function localDateTime(atMs: EpochMs, timeZone: string): string {
  const { month, day, hour, minute } = wallTime(atMs, timeZone)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`
}
