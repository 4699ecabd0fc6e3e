import type { By } from '../domain/criterion.ts'
import type { ByMoment } from '../domain/reason.ts'
import { type EpochMs, HOUR_MS, localHhMm, nextLocalTime } from '../domain/time.ts'
import type { Facts } from './facts.ts'

/** A clock time, or hours from now: 1 to 12, which is how far ahead is predicted (predict/situation.ts, LEADS_H). */
export const BY_PATTERN = '^(deadline|([01]\\d|2[0-3]):[0-5]\\d|([1-9]|1[0-2])h)$'

/** The moment a rule looks at; null: the route has no deadline. @param by valid by BY_PATTERN. */
export function byMoment(by: By, facts: Pick<Facts, 'nowMs' | 'timeZone' | 'route'>): ByMoment | null {
  const byAtMs = byAtMsOf(by, facts)
  return byAtMs === null ? null : { by, byAtMs, byLocal: localHhMm(byAtMs, facts.timeZone) }
}

function byAtMsOf(by: By, { nowMs, timeZone, route }: Pick<Facts, 'nowMs' | 'timeZone' | 'route'>): EpochMs | null {
  if (by.endsWith('h')) return nowMs + Number(by.slice(0, -1)) * HOUR_MS
  const hhmm = by === 'deadline' ? route.deadline : by
  return hhmm === null ? null : nextLocalTime(hhmm, timeZone, nowMs)
}
