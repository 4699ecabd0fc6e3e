import { ApiProblem, apiSend } from '../shared/api-client.ts'
import type { Refusal, Tap } from './taps.ts'
import type { Work } from './work.ts'

/** Whom a request speaks for. */
export type Speaker = { readonly kind: 'link'; readonly token: string } | { readonly kind: 'person' }

/** What came of sending a tap. `later`: nobody knows whether it arrived, so it is sent again under the same key. */
export type Delivered =
  | { readonly kind: 'sent'; readonly work: Work | null }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'later'; readonly waitS: number | null; readonly why: 'unreachable' | 'busy' | 'signed-out' }

/** Answers that ask for another try. */
const LATER = new Set([408, 425, 429])

/** Sends one tap. Never throws. */
export async function deliver(tap: Tap, speaker: Speaker): Promise<Delivered> {
  const { path, body } = requestOf(tap, speaker)
  const bearer = speaker.kind === 'link' ? { bearer: speaker.token } : {}
  try {
    const { data } = await apiSend<Work>('POST', path, body, { idempotencyKey: tap.key, ...bearer })
    // a link's commands answer with the work as it stands then
    return { kind: 'sent', work: speaker.kind === 'link' ? data : null }
  } catch (error) {
    return error instanceof ApiProblem ? outcomeOf(error) : { kind: 'later', waitS: null, why: 'unreachable' }
  }
}

function outcomeOf(problem: ApiProblem): Delivered {
  const { status, code, reason, detail, retryAfterS: waitS } = problem
  if (status === 0) return { kind: 'later', waitS, why: 'unreachable' }
  if (status === 401 || code === 'csrf-refused') return { kind: 'later', waitS, why: 'signed-out' }
  // the first try is still being handled, or was done by an earlier session, whose answer is not for this one
  if (code === 'conflict' && reason === 'idempotency-running') return { kind: 'later', waitS: 1, why: 'busy' }
  if (code === 'conflict' && reason === 'idempotency-earlier-session') return { kind: 'sent', work: null }
  if (status >= 500 || LATER.has(status)) return { kind: 'later', waitS, why: 'busy' }
  return { kind: 'refused', refusal: { status, code, detail: detail || problem.title } }
}

function requestOf({ callOutId, orderIds, act, atMs }: Tap, speaker: Speaker): { path: string; body: object } {
  const [orderId = ''] = orderIds
  const link = speaker.kind === 'link'
  const callOut = link ? '/api/v1/link' : `/api/v1/call-outs/${encodeURIComponent(callOutId)}`
  const order = `${link ? '/api/v1/link' : '/api/v1'}/orders/${encodeURIComponent(orderId)}`
  const at = new Date(atMs).toISOString()
  switch (act.kind) {
    case 'accept':
      return { path: `${callOut}/accept`, body: { orders: orderIds } }
    case 'decline': {
      const reason = act.reason === null ? {} : { reason: act.reason }
      return { path: `${callOut}/decline`, body: { orders: orderIds, code: act.code, ...reason } }
    }
    case 'start':
    case 'complete':
      return { path: `${order}/${act.kind}`, body: { at } }
    case 'progress': {
      const { kind: _, ...said } = act
      const given = Object.entries(said).filter(([, value]) => value !== null)
      return { path: `${order}/progress`, body: { at, ...Object.fromEntries(given) } }
    }
  }
}
