import { shortText } from '../../domain/schema-problems.ts'
import { DAY_MS, type EpochMs, SECOND_MS } from '../../domain/time.ts'
import type { HttpAnswer, RefusedWhy, Told } from '../provider.ts'

/** No header makes us wait longer than a day, whatever it says. */
const LONGEST_WAIT_MS = DAY_MS

/** The answer that is no forecast. */
export type Refusal = Extract<Told, { kind: 'refused' }>

/** @param detail shown to officers: field, value and why, never a key. @param retryAfterMs null: the service does not say. */
export function refused(why: RefusedWhy, detail: string, retryAfterMs: number | null = null): Refusal {
  return { kind: 'refused', why, detail, retryAfterMs }
}

/** What an HTTP status other than success says; null for 2xx and 304. */
export function statusRefusal(answer: HttpAnswer, nowMs: EpochMs): Refusal | null {
  const { status } = answer
  if ((status >= 200 && status < 300) || status === 304) return null
  const detail = `HTTP ${status}: ${gist(answer.body)}`
  const retryAfterMs = retryAfter(answer, nowMs)
  if (status === 429) return refused('rate-limited', detail, retryAfterMs)
  if (status === 401 || status === 403 || status === 407) return refused('unauthorised', detail, retryAfterMs)
  if (status === 408 || status < 300 || status >= 500) return refused('unavailable', detail, retryAfterMs)
  if (status < 400) return refused('bad-request', `HTTP ${status} leads elsewhere, which is not followed`, null)
  return refused('bad-request', detail, retryAfterMs)
}

/** A gateway's own words in place of the service's, whatever the status: an HTML page or `error code: 525`. */
export function gatewayRefusal(answer: HttpAnswer, nowMs: EpochMs): Refusal | null {
  const text = answer.body.trimStart()
  if (/^[[{]/.test(text)) return null
  const code = /^error code: \d{3}\b|<title>\s*5\d\d\b/i.exec(text.slice(0, 2000))
  return code === null ? null : refused('unavailable', gist(text), retryAfter(answer, nowMs))
}

/** The time to wait that the answer asks for: seconds or an HTTP date in `Retry-After`; null: it does not say. */
export function retryAfter(answer: HttpAnswer, nowMs: EpochMs): number | null {
  const text = answer.headers['retry-after']?.trim()
  if (text === undefined || text === '') return null
  const waitMs = /^\d+$/.test(text) ? Number(text) * SECOND_MS : httpDate(text) - nowMs
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(waitMs, 0), LONGEST_WAIT_MS)
}

/** Until when the service asks not to be asked again (`Expires`); null: it does not say. */
export function expiresAt(answer: HttpAnswer, nowMs: EpochMs): EpochMs | null {
  const atMs = httpDate(answer.headers.expires ?? '')
  return Number.isNaN(atMs) ? null : Math.min(atMs, nowMs + LONGEST_WAIT_MS)
}

/** `Sun, 06 Nov 1994 08:49:37 GMT`; NaN for anything else. */
function httpDate(text: string): number {
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text) ? Date.parse(text) : Number.NaN
}

/** A page or text as the short line a person wants to see of it. */
function gist(body: string): string {
  const head = body.slice(0, 2000)
  const title = /<title>([^<]*)<\/title>/i.exec(head)?.[1]
  const text = (title ?? head.replaceAll(/<[^>]*>/g, ' ')).replaceAll(/\s+/g, ' ').trim()
  return text === '' ? 'no text' : shortText(text)
}
