import { RealClock } from '../src/clock.ts'
import { SECOND_MS } from '../src/domain/time.ts'

/** What came back: the status, and the body if it was JSON. */
export interface ApiAnswer {
  readonly status: number
  readonly body: unknown
  /** Seconds the server asks to wait, from Retry-After. */
  readonly retryAfterS: number | undefined
}

export interface ApiCall {
  /** Base URL of the service, e.g. `http://127.0.0.1:8080`. */
  readonly api: string
  readonly apiKey: string
  readonly path: string
  readonly body?: object
  readonly idempotencyKey?: string
}

const TIMEOUT_MS = 20_000

/** One GET of the service's API. Rejects when no answer came. */
export function getJson(call: Pick<ApiCall, 'api' | 'apiKey' | 'path'>): Promise<ApiAnswer> {
  return ask('GET', call)
}

/** One POST to the service's API. Rejects when no answer came. */
export function postJson(call: ApiCall): Promise<ApiAnswer> {
  return ask('POST', call)
}

async function ask(method: 'GET' | 'POST', call: ApiCall): Promise<ApiAnswer> {
  const response = await fetch(new URL(call.path, call.api), {
    method,
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      authorization: `Bearer ${call.apiKey}`,
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(call.idempotencyKey === undefined ? {} : { 'idempotency-key': call.idempotencyKey }),
    },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  })
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
  return {
    status: response.status,
    body: parsed(await response.text()),
    retryAfterS: Number.isFinite(retryAfter) ? retryAfter : undefined,
  }
}

/** The same, waiting in real time as long as the server asks for it by 429 and Retry-After. */
export async function postJsonPatiently(call: ApiCall): Promise<ApiAnswer> {
  const realTime = new RealClock()
  for (;;) {
    const answer = await postJson(call)
    if (answer.status !== 429) return answer
    await realTime.sleepUntil(realTime.now() + SECOND_MS * Math.max(1, answer.retryAfterS ?? 1))
  }
}

/** What a problem answer says, in one line. */
export function problemOf(answer: ApiAnswer): string {
  const { body } = answer
  const detail = typeof body === 'object' && body !== null && 'detail' in body ? `: ${String(body.detail)}` : ''
  return `HTTP ${answer.status}${detail}`
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
