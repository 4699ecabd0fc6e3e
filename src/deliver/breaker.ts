import { type EpochMs, SECOND_MS } from '../domain/time.ts'

/**
 * A circuit breaker per endpoint. Closed: requests flow. After FAILURES_TO_OPEN failures in a row it is open for
 * OPEN_MS and nothing is sent; deliveries wait without using up attempts. Then it is half-open: one request probes the
 * endpoint; its success closes the breaker, its failure opens it again.
 */

export const FAILURES_TO_OPEN = 5
export const OPEN_MS = 30 * SECOND_MS

export interface Breaker {
  /** Failures since the last success. */
  readonly failures: number
  /** Nothing is sent before this time; null while closed. */
  readonly openUntilMs: EpochMs | null
}

export type BreakerState = 'closed' | 'open' | 'half-open'

export const CLOSED_BREAKER: Breaker = { failures: 0, openUntilMs: null }

export function breakerState(breaker: Breaker, nowMs: EpochMs): BreakerState {
  if (breaker.openUntilMs === null) return 'closed'
  return nowMs < breaker.openUntilMs ? 'open' : 'half-open'
}

/** The breaker after an attempt that ended at `nowMs`. @param openMs how long it is open after too many failures. */
export function afterAttempt(breaker: Breaker, succeeded: boolean, nowMs: EpochMs, openMs = OPEN_MS): Breaker {
  if (succeeded) return CLOSED_BREAKER
  const failures = breaker.failures + 1
  return { failures, openUntilMs: failures >= FAILURES_TO_OPEN ? nowMs + openMs : null }
}

/**
 * How many more requests the endpoint may be sent now.
 * @param underWay requests to it that have not ended.
 * @param most allowed at a time while closed.
 */
export function roomFor(breaker: Breaker, underWay: number, most: number, nowMs: EpochMs): number {
  switch (breakerState(breaker, nowMs)) {
    case 'closed':
      return Math.max(0, most - underWay)
    case 'open':
      return 0
    case 'half-open':
      return underWay === 0 ? 1 : 0
  }
}
