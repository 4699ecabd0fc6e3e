import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS, SECOND_MS } from '../domain/time.ts'

/**
 * When a delivery that failed is tried again. Quick at first, since an offer at 02:00 is worth minutes; then patient.
 * Escalation to the next contractor runs on its own clock and never waits for this schedule.
 */

/** Pause after attempt 1, 2, 3 …; the last one repeats. */
export const RETRY_DELAYS_MS = [
  5 * SECOND_MS,
  15 * SECOND_MS,
  30 * SECOND_MS,
  MINUTE_MS,
  2 * MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
] as const

/** A delivery is given up when its next attempt would be later than this after its creation. */
export const GIVE_UP_MS = DAY_MS
/**
 * Attempts every delivery gets however old it is: one replayed by hand, or left over from an outage of ours, is not
 * given up at its first stumble.
 */
export const MIN_ATTEMPTS = 5
/** An endpoint's Retry-After moves an attempt back by this much at most. */
export const MAX_RETRY_AFTER_S = 600
/** Attempts are spread by this share of the pause, so that endpoints do not meet all retries at once. */
export const JITTER = 0.1

export interface FailedAttempt {
  readonly deliveryId: string
  readonly createdAtMs: EpochMs
  /** Attempts made, this one included: 1 or more. */
  readonly attempts: number
  readonly nowMs: EpochMs
  /** What the endpoint asked for in Retry-After, seconds; null when it did not. */
  readonly retryAfterS: number | null
}

/**
 * Time of the next attempt, or undefined when the delivery is to be given up. Pure: the jitter follows from the
 * delivery's id and the number of the attempt.
 */
export function nextAttemptAtMs(attempt: FailedAttempt): EpochMs | undefined {
  const { deliveryId, createdAtMs, attempts, nowMs, retryAfterS } = attempt
  const step = Math.min(Math.max(attempts, 1), RETRY_DELAYS_MS.length) - 1
  const pauseMs = (RETRY_DELAYS_MS[step] ?? 2 * HOUR_MS) * (1 + JITTER * spread(`${deliveryId}:${attempts}`))
  const askedMs = Math.min(retryAfterS ?? 0, MAX_RETRY_AFTER_S) * SECOND_MS
  const atMs = nowMs + Math.round(Math.max(pauseMs, askedMs))
  return atMs > createdAtMs + GIVE_UP_MS && attempts >= MIN_ATTEMPTS ? undefined : atMs
}

/** A figure from −1 to 1 that follows from the text (FNV-1a, 32 bits, with a final mix). */
function spread(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x7fffffff - 1
}
