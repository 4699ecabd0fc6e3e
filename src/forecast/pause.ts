import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS } from '../domain/time.ts'

/** When a service that failed is asked again. Models are computed every three hours: there is no hurry in seconds. */

/** Pause after failure 1, 2, 3 … in a row; the last one repeats. */
const PAUSES_MS = [MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 10 * MINUTE_MS, 20 * MINUTE_MS, 30 * MINUTE_MS] as const
/** A service's Retry-After is believed up to this: daily limits come back with the next day. */
const MAX_RETRY_AFTER_MS = DAY_MS
/** Its Expires is believed up to this, which is two runs of any model in use. */
const MAX_EXPIRES_MS = 6 * HOUR_MS
/** Pauses are spread upwards by this share at most. */
const SPREAD = 0.2

/**
 * Time of the next question after failure number `failures` (1 or more) in a row.
 * @param retryAfterMs what the service asked for, ms; null when it did not.
 * @param seed the spread follows from it and the number of the failure.
 */
export function askAgainAtMs(failures: number, retryAfterMs: number | null, seed: string, nowMs: EpochMs): EpochMs {
  const step = Math.min(Math.max(failures, 1), PAUSES_MS.length) - 1
  const pauseMs = (PAUSES_MS[step] ?? 30 * MINUTE_MS) * (1 + SPREAD * share(`${seed}:${failures}`))
  const askedMs = Math.min(Math.max(retryAfterMs ?? 0, 0), MAX_RETRY_AFTER_MS)
  return nowMs + Math.round(Math.max(pauseMs, askedMs))
}

/** Until when an answer holds, as far as we believe it; null: the service did not say, or it is over. */
export function holdsUntilMs(expiresAtMs: EpochMs | null, nowMs: EpochMs): EpochMs | null {
  if (expiresAtMs === null || expiresAtMs <= nowMs) return null
  return Math.min(expiresAtMs, nowMs + MAX_EXPIRES_MS)
}

/** A share from 0 up to 1 that follows from the text (FNV-1a, 32 bits, with a final mix). */
export function share(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
