import { MINUTE_MS, SECOND_MS } from '../../../domain/time.ts'

/** What an answer to a write means for the lines that were sent. */
export type WriteVerdict =
  /** All are stored. */
  | { readonly kind: 'stored' }
  /** Stored, except those older than the database keeps. */
  | { readonly kind: 'expired'; readonly message: string }
  /** At least one line can never be stored; others may or may not have been. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'too-large'; readonly message: string }
  /** Someone must correct a setting, here or in InfluxDB. */
  | { readonly kind: 'setting'; readonly status: number; readonly message: string }
  /** The same lines may be stored later. */
  | { readonly kind: 'passing'; readonly message: string; readonly retryAfterMs: number | undefined }

/** A server that asks for a longer pause is asked again after this all the same. */
const MAX_RETRY_AFTER_MS = 15 * MINUTE_MS

/**
 * Reads the answer to a write, of InfluxDB 1.x (400 for everything about the lines, good ones stored) and 2.x (400
 * malformed: nothing stored; 422 type conflict or too old: good ones stored).
 *
 * A `partial write` for age is final and wanted. Any other one hides which line it means (and 1.x reports `dropped=0`
 * for lines it could not parse), so it counts as refused: the lines are sent again in halves, which changes nothing
 * for those already stored.
 * @param body of the answer, JSON or text.
 * @param retryAfter the Retry-After header: whole seconds.
 */
export function writeVerdict(status: number, body: string, retryAfter: string | undefined): WriteVerdict {
  const message = `${status} ${errorText(body)}`.trim()
  if (status >= 200 && status < 300) return { kind: 'stored' }
  if (status === 400 || status === 422) {
    const expired = /partial write/i.test(body) && /beyond retention policy/i.test(body)
    return { kind: expired ? 'expired' : 'refused', message }
  }
  if (status === 413) return { kind: 'too-large', message }
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    return { kind: 'passing', message, retryAfterMs: retryAfterMs(retryAfter) }
  }
  return { kind: 'setting', status, message }
}

/** Milliseconds of a Retry-After header in whole seconds; undefined when absent or otherwise written. */
export function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined || !/^\d+$/.test(header.trim())) return undefined
  return Math.min(Number(header) * SECOND_MS, MAX_RETRY_AFTER_MS)
}

/** The sentence in an error body: `error` (1.x) or `message` (2.x), else the text itself; at most 300 characters. */
export function errorText(body: string): string {
  let text = body.trim()
  try {
    const parsed = JSON.parse(text) as { error?: unknown; message?: unknown } | null
    text = String(parsed?.message ?? parsed?.error ?? text)
  } catch {
    // Plain text of a proxy in between.
  }
  return text.length <= 300 ? text : `${text.slice(0, 299)}…`
}
