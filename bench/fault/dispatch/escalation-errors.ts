import type { Life } from './lives.ts'

/** An offer nobody answered: when it was due, and when the next contractor was asked or the officer called. */
export interface Expiry {
  readonly respondByMs: number
  readonly expiredAtMs: number
}

export interface EscalationErrors {
  /** Offers that came due while the service ran. */
  readonly escalations: number
  /** Of those, the ones due from 02:00 to 04:00 in Japan. */
  readonly nightEscalations: number
  /** The furthest from its time, ms of simulated clock; 0 when there was none. */
  readonly worstMs: number
  /** Offers that came due while the service was down or starting, and how long it ran until the last went on, real ms. */
  readonly overdue: number
  readonly worstOverdueRealMs: number
}

const JST_MS = 9 * 3_600_000
const NIGHT_HOURS = [2, 3]

/** Holds every expiry against its time. @param lives ascending. */
export function escalationErrors(expiries: readonly Expiry[], lives: readonly Life[]): EscalationErrors {
  let [escalations, nightEscalations, worstMs, overdue, worstOverdueRealMs] = [0, 0, 0, 0, 0]
  for (const { respondByMs, expiredAtMs } of expiries) {
    const life = lives.findLast((it) => it.startMs <= expiredAtMs)
    if (life === undefined || respondByMs < life.upByMs) {
      overdue++
      const sinceMs = Math.max(respondByMs, life?.startMs ?? respondByMs)
      worstOverdueRealMs = Math.max(worstOverdueRealMs, (expiredAtMs - sinceMs) / (life?.speed ?? 1))
      continue
    }
    escalations++
    if (NIGHT_HOURS.includes(new Date(respondByMs + JST_MS).getUTCHours())) nightEscalations++
    worstMs = Math.max(worstMs, Math.abs(expiredAtMs - respondByMs))
  }
  return { escalations, nightEscalations, worstMs, overdue, worstOverdueRealMs }
}
