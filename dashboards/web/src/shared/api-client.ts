import { currentLanguage } from './language.ts'

/** Calls of the HTTP API by a signed-in person: cookie, CSRF header, problem details (RFC 9457). */

const TIMEOUT_MS = 30_000
/** Fired on `window` when a call found that nobody is signed in any more. */
export const SIGNED_OUT = 'yukiban:signed-out'
export const SESSION_PATH = '/api/v1/session'

export interface FieldProblem {
  readonly field: string
  readonly value?: unknown
  readonly message: string
  /** Which rule it breaks. */
  readonly code?: string
  readonly remedy?: string
}

interface ProblemBody {
  readonly code: string
  readonly reason?: string
  readonly title: string
  readonly detail?: string
  readonly remedy?: string
  readonly problems?: readonly FieldProblem[]
}

/** A refusal in the service's own words; `code` is `unreachable` when no answer came. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  /** Which case of the code; '' when the service does not say. */
  readonly reason: string
  readonly title: string
  readonly detail: string
  readonly remedy: string
  readonly problems: readonly FieldProblem[]
  /** Seconds to wait, of a 429 or 503; null when none were named. */
  readonly retryAfterS: number | null

  constructor(status: number, body: ProblemBody, retryAfterS: number | null = null) {
    super(`${body.code}: ${body.detail ?? body.title}`)
    this.status = status
    this.code = body.code
    this.reason = body.reason ?? ''
    this.title = body.title
    this.detail = body.detail ?? ''
    this.remedy = body.remedy ?? ''
    this.problems = body.problems ?? []
    this.retryAfterS = retryAfterS
  }
}

let csrfToken: string | null = null

/** The token of the session, sent with every change from now on. */
export function keepCsrfToken(token: string | null): void {
  csrfToken = token
}

export interface Answer<T> {
  readonly data: T
  readonly etag: string | null
  readonly status: number
}

export interface SendOptions {
  /** ETag of what is changed. */
  readonly ifMatch?: string
  readonly ifNoneMatch?: '*'
  /** One for each thing a person does, kept over retries. */
  readonly idempotencyKey?: string
  /** The token of a one-time link, in place of the session's cookie. */
  readonly bearer?: string
  readonly signal?: AbortSignal
}

/** `GET` under the token of a one-time link. @throws {ApiProblem} */
export async function linkGet<T>(path: string, bearer: string, signal?: AbortSignal): Promise<T> {
  return (await call<T>(path, { cache: 'no-cache', ...asBearer(bearer) }, signal)).data
}

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** @throws {ApiProblem} */
export async function apiGet<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await apiGetTagged<T>(path, signal)).data
}

/** As {@link apiGet}, with the ETag that a change has to name. @throws {ApiProblem} */
export function apiGetTagged<T>(path: string, signal?: AbortSignal): Promise<Answer<T>> {
  return call<T>(path, { cache: 'no-cache' }, signal)
}

/** @param body JSON; undefined sends none. @throws {ApiProblem} */
export function apiSend<T = void>(
  method: Method,
  path: string,
  body?: unknown,
  options: SendOptions = {},
): Promise<Answer<T>> {
  const headers: Record<string, string> = {}
  if (csrfToken !== null && options.bearer === undefined) headers['x-csrf-token'] = csrfToken
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (options.ifMatch !== undefined) headers['if-match'] = options.ifMatch
  if (options.ifNoneMatch !== undefined) headers['if-none-match'] = options.ifNoneMatch
  if (options.idempotencyKey !== undefined) headers['idempotency-key'] = options.idempotencyKey
  const own = options.bearer === undefined ? { headers } : asBearer(options.bearer, headers)
  const init = { method, ...own, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
  return call<T>(path, init, options.signal)
}

function asBearer(token: string, headers: Readonly<Record<string, string>> = {}): RequestInit {
  return { headers: { ...headers, authorization: `Bearer ${token}` }, credentials: 'omit' }
}

async function call<T>(path: string, init: RequestInit, signal: AbortSignal | undefined): Promise<Answer<T>> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  const both = signal === undefined ? timeout : AbortSignal.any([signal, timeout])
  // the page's language, which may be another than the browser's
  const headers = { 'accept-language': currentLanguage(), ...(init.headers as Record<string, string> | undefined) }
  let answer: Response
  try {
    answer = await fetch(path, { credentials: 'same-origin', ...init, headers, signal: both })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ApiProblem(0, { code: 'unreachable', title: 'The service did not answer' })
  }
  if (!answer.ok) throw await problemOf(answer, path)
  const text = await answer.text()
  const data = (text === '' ? undefined : JSON.parse(text)) as T
  return { data, etag: answer.headers.get('etag'), status: answer.status }
}

async function problemOf(answer: Response, path: string): Promise<ApiProblem> {
  const body = await readProblem(answer)
  // the session's own answer is what whoever hears of it asks for
  if (body.code === 'unauthenticated' && path !== SESSION_PATH) window.dispatchEvent(new Event(SIGNED_OUT))
  const retryAfter = answer.headers.get('retry-after')
  return new ApiProblem(answer.status, body, retryAfter === null ? null : Number(retryAfter))
}

/** A proxy in between answers with whatever it likes. */
async function readProblem(answer: Response): Promise<ProblemBody> {
  const title = `HTTP ${answer.status}`
  try {
    const body = (await answer.json()) as Partial<ProblemBody>
    return { ...body, code: body.code ?? `http-${answer.status}`, title: body.title ?? title }
  } catch {
    return { code: `http-${answer.status}`, title }
  }
}
