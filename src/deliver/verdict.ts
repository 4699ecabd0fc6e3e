import type { EpochMs } from '../domain/time.ts'
import { nextAttemptAtMs } from './backoff.ts'

/** How one request to an endpoint ended. */
export type PostResult =
  | { readonly kind: 'response'; readonly status: number; readonly retryAfterS: number | null }
  /** We did not send: the address is not one we may reach. */
  | { readonly kind: 'refused'; readonly why: string }
  /** No answer: network, TLS, time-out, or nothing to sign with. */
  | { readonly kind: 'error'; readonly why: string }

/** How an attempt by some channel ended, when the channel has more to say than a status. */
export type SendResult =
  | PostResult
  /** Whoever carries it on took it, whatever the status. */
  | { readonly kind: 'accepted'; readonly status: number }
  /** It will never be taken: trying again is no use. */
  | { readonly kind: 'rejected'; readonly status: number | null; readonly why: string }
  /** Nobody is there any more. */
  | { readonly kind: 'gone'; readonly status: number; readonly why: string }

/** What follows from an attempt for its delivery. */
export type Verdict =
  | { readonly kind: 'delivered'; readonly status: number }
  | { readonly kind: 'retry'; readonly atMs: EpochMs; readonly status: number | null; readonly why: string }
  | { readonly kind: 'failed'; readonly status: number | null; readonly why: string }
  /** The receiver wants nothing more, or is no more; the endpoint is switched off. */
  | { readonly kind: 'gone'; readonly status: number; readonly why: string }

export interface AttemptContext {
  readonly deliveryId: string
  readonly createdAtMs: EpochMs
  /** Attempts made, this one included. */
  readonly attempts: number
  readonly nowMs: EpochMs
}

/**
 * Judges an attempt: 2xx is delivered, 410 is gone, everything else (redirects too) is tried again by the schedule
 * until it is given up.
 */
export function judge(result: SendResult, context: AttemptContext): Verdict {
  if (result.kind === 'accepted') return { kind: 'delivered', status: result.status }
  if (result.kind === 'rejected') return { kind: 'failed', status: result.status, why: result.why }
  if (result.kind === 'gone') return result
  if (result.kind === 'response') {
    if (result.status >= 200 && result.status < 300) return { kind: 'delivered', status: result.status }
    if (result.status === 410) return { kind: 'gone', status: 410, why: 'the endpoint answered 410 Gone' }
  }
  const retryAfterS = result.kind === 'response' ? result.retryAfterS : null
  const status = result.kind === 'response' ? result.status : null
  const why = result.kind === 'response' ? describeStatus(result.status) : result.why
  const atMs = nextAttemptAtMs({ ...context, retryAfterS })
  return atMs === undefined ? { kind: 'failed', status, why } : { kind: 'retry', atMs, status, why }
}

function describeStatus(status: number): string {
  const redirect = status >= 300 && status < 400
  return redirect ? `the endpoint answered ${status}; redirects are not followed` : `the endpoint answered ${status}`
}
