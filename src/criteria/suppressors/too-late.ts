import type { Suppressor } from '../../domain/criterion.ts'
import { localHhMm, MINUTE_MS, nextLocalTime } from '../../domain/time.ts'
import type { Facts } from '../facts.ts'
import type { Held } from './held.ts'

/**
 * Who starts now cannot finish the route by its next deadline. Once that has passed, the next one is tomorrow's, and
 * there is time again; a route without a deadline is never too late.
 */
export function tooLate({ marginMin }: Extract<Suppressor, { kind: 'too-late' }>, facts: Facts): Held {
  const { nowMs, timeZone } = facts
  const { deadline, plowMinutes } = facts.route
  if (deadline === null) return { state: 'free' }
  const deadlineMs = nextLocalTime(deadline, timeZone, nowMs)
  const finishMs = nowMs + plowMinutes * MINUTE_MS
  if (finishMs + marginMin * MINUTE_MS <= deadlineMs) return { state: 'free' }
  const finishLocal = localHhMm(finishMs, timeZone)
  return { state: 'held', by: { kind: 'too-late', finishLocal, deadlineLocal: deadline, plowMinutes, marginMin } }
}
