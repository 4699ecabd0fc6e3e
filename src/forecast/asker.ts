import { createHash } from 'node:crypto'
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { afterAttempt, breakerState } from '../deliver/breaker.ts'
import { type EpochMs, MINUTE_MS } from '../domain/time.ts'
import type { Db, Trx } from '../store/database.ts'
import { findWeatherRequest } from '../store/weather/find-request.ts'
import { findWeatherService } from '../store/weather/find-service.ts'
import { insertWeatherFetch } from '../store/weather/insert-fetch.ts'
import type { WeatherRequest } from '../store/weather/request-row.ts'
import { saveWeatherRequest } from '../store/weather/save-request.ts'
import { saveWeatherService } from '../store/weather/save-service.ts'
import type { WeatherService } from '../store/weather/service-row.ts'
import { type BudgetLimits, roomAtMs, spend } from './budget.ts'
import type { WeatherClient } from './http-client.ts'
import { askAgainAtMs, holdsUntilMs } from './pause.ts'
import type { HttpAnswer, HttpAsk, RefusedWhy } from './provider.ts'

/** One question to a weather service. */
export interface Question {
  readonly ask: HttpAsk
  /** For the log, such as `24 cells`. */
  readonly subject: string
  /** False: an answer is wanted even if it is the same as before, since the last one is not at hand. */
  readonly conditional: boolean
  /** Makes something of the answer. Never throws. */
  read(answer: HttpAnswer, nowMs: EpochMs): Reply
}

/** What a question's reader made of an answer. */
export type Reply =
  | {
      readonly kind: 'taken'
      readonly expiresAtMs: EpochMs | null
      /** Stores it, in the transaction that notes the success. @returns how much of it was new. */
      store(trx: Trx): Promise<number>
    }
  | { readonly kind: 'unchanged'; readonly expiresAtMs: EpochMs | null; confirm(trx: Trx): Promise<void> }
  | Refusal

interface Refusal {
  readonly kind: 'refused'
  readonly why: RefusedWhy
  readonly detail: string
  readonly retryAfterMs: number | null
}

/** What came of a question that was asked. */
type NotedOutcome = { readonly kind: 'taken' | 'unchanged' } | { readonly kind: 'refused'; readonly againAtMs: EpochMs }

/** What came of a question: answered, or when it may be asked at the earliest. */
export type Outcome =
  | NotedOutcome
  /** Not asked: breaker, budget, the service's wish, or the last answer still holds. */
  | { readonly kind: 'held'; readonly untilMs: EpochMs }
  /** The service stops; nothing was noted. */
  | { readonly kind: 'stopped' }

export interface AskerDeps {
  readonly db: Db
  readonly clock: Clock
  readonly log: Logger
  readonly client: WeatherClient
  /** Name under which the service's state is kept. */
  readonly service: string
  /** Never shown, stored or logged. */
  readonly apiKey: string | null
  readonly limits: BudgetLimits
  readonly timeoutMs: number
  readonly maxBytes: number
  readonly stopping: AbortSignal
  /** A question was answered or refused. */
  onAsked(outcome: AskedOutcome): void
}

/** How questions end, as metrics count them. */
export const ASKED_OUTCOMES = ['ok', 'unchanged', 'refused'] as const
export type AskedOutcome = (typeof ASKED_OUTCOMES)[number]

/** A breaker stays open so long after five failures in a row. */
export const BREAKER_OPEN_MS = 5 * MINUTE_MS
const MAX_DETAIL = 300
/** The service answers; this question is wrong. It says nothing against other questions. */
const OUR_FAULT: readonly RefusedWhy[] = ['bad-request']
/** Holds for every question to the service. */
const WHOLE_SERVICE: readonly RefusedWhy[] = ['rate-limited', 'overloaded', 'unauthorised']

/**
 * Asks one weather service, one question at a time, within its budget and behind its breaker. What is to be remembered
 * (calls used, validators, failures) is in the database before and after each question, so that a restart neither
 * doubles the calls nor forgets that the service wants to be left alone.
 */
export class Asker {
  readonly #deps: AskerDeps

  constructor(deps: AskerDeps) {
    this.#deps = deps
  }

  /** What is remembered of a question. */
  remembered(ask: HttpAsk): Promise<WeatherRequest | undefined> {
    return findWeatherRequest(this.#deps.db, this.#key(ask.url))
  }

  /** Asks unless something speaks against it. Throws only when the database does. */
  async ask(question: Question): Promise<Outcome> {
    const { db, clock, service } = this.#deps
    const key = this.#key(question.ask.url)
    const nowMs = clock.now()
    const state = await findWeatherService(db, service)
    const before = await findWeatherRequest(db, key)
    const untilMs = this.#heldUntil(state, before, question, nowMs)
    if (untilMs > nowMs) return { kind: 'held', untilMs }
    // Counted before it is asked: whatever happens, the service has counted it too.
    const asked = { ...state, budget: spend(state.budget, 1, nowMs) }
    await saveWeatherService(db, asked)
    const answer = await this.#send(question, before)
    if (this.#deps.stopping.aborted) return { kind: 'stopped' }
    const outcome = await this.#note(question, { key, before, state: asked, answer })
    this.#deps.onAsked(outcome.kind === 'taken' ? 'ok' : outcome.kind)
    return outcome
  }

  #heldUntil(state: WeatherService, before: WeatherRequest | undefined, question: Question, nowMs: EpochMs): EpochMs {
    const { breaker } = state
    return Math.max(
      nowMs,
      breakerState(breaker, nowMs) === 'open' ? (breaker.openUntilMs ?? nowMs) : nowMs,
      state.notBeforeMs ?? nowMs,
      before?.retryAtMs ?? nowMs,
      question.conditional ? (before?.expiresAtMs ?? nowMs) : nowMs,
      roomAtMs(state.budget, 1, this.#deps.limits, nowMs),
    )
  }

  #send(question: Question, before: WeatherRequest | undefined): Promise<HttpAnswer | { failure: string }> {
    const { client, timeoutMs, maxBytes } = this.#deps
    const validators: Record<string, string> = {}
    if (question.conditional && before?.etag != null) validators['if-none-match'] = before.etag
    if (question.conditional && before?.lastModified != null) validators['if-modified-since'] = before.lastModified
    const { url, headers } = question.ask
    return client.get({ url, headers: { ...headers, ...validators }, timeoutMs, maxBytes })
  }

  async #note(question: Question, sent: Sent): Promise<NotedOutcome> {
    const { db, clock, log, service, apiKey } = this.#deps
    const { answer } = sent
    const nowMs = clock.now()
    const reply: Reply =
      'failure' in answer
        ? { kind: 'refused', why: 'unavailable', detail: answer.failure, retryAfterMs: null }
        : question.read(answer, nowMs)
    const status = 'failure' in answer ? null : answer.status
    if (reply.kind === 'refused') {
      const detail = shown(reply.detail, apiKey)
      log.warn({ service, subject: question.subject, why: reply.why, status, detail }, 'weather service refused')
      return this.#noteRefusal(question, sent, { ...reply, detail }, status, nowMs)
    }
    await db.transaction().execute(async (trx) => {
      let newRuns = 0
      if (reply.kind === 'taken') newRuns = await reply.store(trx)
      else await reply.confirm(trx)
      await saveWeatherService(trx, {
        ...sent.state,
        breaker: afterAttempt(sent.state.breaker, true, nowMs),
        notBeforeMs: null,
        lastOkAtMs: nowMs,
      })
      await saveWeatherRequest(trx, {
        key: sent.key,
        service,
        ...validatorsOf(answer, reply.kind === 'unchanged' ? sent.before : undefined),
        expiresAtMs: holdsUntilMs(reply.expiresAtMs, nowMs),
        retryAtMs: null,
        failures: 0,
        askedAtMs: nowMs,
        okAtMs: nowMs,
      })
      const outcome = reply.kind === 'taken' ? 'ok' : 'unchanged'
      await insertWeatherFetch(trx, this.#line(question, { outcome, detail: null, status, newRuns }, nowMs))
    })
    return { kind: reply.kind }
  }

  async #noteRefusal(
    question: Question,
    { key, before, state }: Sent,
    refusal: Refusal,
    status: number | null,
    nowMs: EpochMs,
  ): Promise<NotedOutcome> {
    const { db, service } = this.#deps
    const { why, detail } = refusal
    const failures = (before?.failures ?? 0) + 1
    const againAtMs = askAgainAtMs(failures, refusal.retryAfterMs, key, nowMs)
    const blamed = !OUR_FAULT.includes(why)
    await db.transaction().execute(async (trx) => {
      await saveWeatherService(trx, {
        ...state,
        breaker: blamed ? afterAttempt(state.breaker, false, nowMs, BREAKER_OPEN_MS) : state.breaker,
        notBeforeMs: WHOLE_SERVICE.includes(why) ? againAtMs : state.notBeforeMs,
        lastFailure: { atMs: nowMs, why, detail },
      })
      await saveWeatherRequest(trx, {
        key,
        service,
        etag: before?.etag ?? null,
        lastModified: before?.lastModified ?? null,
        expiresAtMs: before?.expiresAtMs ?? null,
        retryAtMs: againAtMs,
        failures,
        askedAtMs: nowMs,
        okAtMs: before?.okAtMs ?? null,
      })
      await insertWeatherFetch(trx, this.#line(question, { outcome: why, detail, status, newRuns: 0 }, nowMs))
    })
    return { kind: 'refused', againAtMs }
  }

  #line(
    question: Question,
    what: { outcome: string; detail: string | null; status: number | null; newRuns: number },
    atMs: EpochMs,
  ) {
    return { service: this.#deps.service, atMs, subject: question.subject, ...what }
  }

  /** A question is known by its URL without the key, so that no secret is kept and a new key changes nothing. */
  #key(url: string): string {
    return createHash('sha256')
      .update(`${this.#deps.service} ${withoutKey(url, this.#deps.apiKey)}`)
      .digest('hex')
  }
}

interface Sent {
  readonly key: string
  readonly before: WeatherRequest | undefined
  /** With this question counted. */
  readonly state: WeatherService
  readonly answer: HttpAnswer | { readonly failure: string }
}

/** What makes the next question conditional; a 304 may leave out what it does not change. */
function validatorsOf(
  answer: Sent['answer'],
  before: WeatherRequest | undefined,
): Pick<WeatherRequest, 'etag' | 'lastModified'> {
  const headers: Readonly<Record<string, string>> = 'failure' in answer ? {} : answer.headers
  return {
    etag: headers.etag ?? before?.etag ?? null,
    lastModified: headers['last-modified'] ?? before?.lastModified ?? null,
  }
}

function withoutKey(text: string, apiKey: string | null): string {
  return apiKey === null ? text : text.replaceAll(apiKey, '…').replaceAll(encodeURIComponent(apiKey), '…')
}

/** What a service said, for people: without our key, in bounded length. */
function shown(detail: string, apiKey: string | null): string {
  const safe = withoutKey(detail, apiKey)
  return safe.length > MAX_DETAIL ? `${safe.slice(0, MAX_DETAIL - 1)}…` : safe
}
