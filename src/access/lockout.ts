import { DAY_MS, type EpochMs, MINUTE_MS, SECOND_MS } from '../domain/time.ts'

/**
 * How wrong passwords slow the next one down. The first few cost nothing; from then on each wait is twice the one
 * before, up to a quarter of an hour. Tries during a wait are refused unread and do not lengthen it; a day without a
 * wrong password, or a right one, begins anew. Nobody is ever locked out until somebody unlocks.
 */

export const FREE_FAILURES = 5
export const FIRST_WAIT_MS = 5 * SECOND_MS
export const LONGEST_WAIT_MS = 15 * MINUTE_MS
export const FORGET_FAILURES_MS = DAY_MS

interface Failures {
  readonly failures: number
  readonly lastAtMs: EpochMs
  readonly lockedUntilMs: EpochMs
}

/** The count after one more wrong password. */
export function afterFailure(before: Failures | undefined, nowMs: EpochMs): Failures {
  const stale = before === undefined || nowMs - before.lastAtMs >= FORGET_FAILURES_MS
  const failures = stale ? 1 : before.failures + 1
  return { failures, lastAtMs: nowMs, lockedUntilMs: nowMs + waitAfterMs(failures) }
}

/** Milliseconds until the next try is read; 0: now. */
export function waitMs(failures: Failures | undefined, nowMs: EpochMs): number {
  if (failures === undefined) return 0
  // a clock that was set back must not make a wait longer than it can be
  return Math.min(Math.max(0, failures.lockedUntilMs - nowMs), LONGEST_WAIT_MS)
}

function waitAfterMs(failures: number): number {
  if (failures < FREE_FAILURES) return 0
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - FREE_FAILURES))
}
