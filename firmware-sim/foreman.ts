import type { Clock } from '../src/clock.ts'
import type { Level } from '../src/domain/criterion.ts'
import { MINUTE_MS, SECOND_MS, toIso } from '../src/domain/time.ts'
import { type ApiAnswer, postJson, problemOf } from './api-client.ts'
import { type Random, randomOf } from './random.ts'

/** An offer as the webhook brings it. */
export interface OfferNews {
  readonly offerId: string
  readonly orderId: string
  readonly level: Level
  readonly route: { readonly id: string; readonly plowMinutes: number }
}

/** How a contractor behaves; times in simulated minutes, `[least, most]`. */
export interface Habits {
  readonly thinkMin: readonly [number, number]
  readonly mobilisationMin: readonly [number, number]
  /** Share of offers declined, and of those never answered. */
  readonly declineProbability: number
  readonly silentProbability: number
  /** What is given as the reason when declining. */
  readonly declineReason: string
}

export const DEFAULT_HABITS: Habits = {
  thinkMin: [1, 6],
  mobilisationMin: [15, 25],
  declineProbability: 0,
  silentProbability: 0,
  declineReason: 'no crew free',
}

export interface ForemanOptions {
  readonly contractorId: string
  readonly api: string
  readonly apiKey: string
  readonly clock: Clock
  readonly seed: number
  readonly habits: Habits
  /** Called when a crew has cleared a route. */
  readonly onPlow: (routeId: string, atMs: number) => void
}

export interface ForemanStats {
  readonly accepted: number
  readonly declined: number
  readonly ignored: number
  readonly started: number
  readonly completed: number
  readonly stopped: number
  readonly errors: readonly string[]
}

const TRIES = 5
const RETRY_MS = 20 * SECOND_MS

/**
 * A contractor's foreman: thinks, answers, gets a crew going, reports start and end. A stand-by offer is accepted and
 * nothing more. Simulated time stands still while a call to the service is under way.
 */
export class Foreman {
  readonly #options: ForemanOptions
  readonly #jobs = new Map<string, AbortController>()
  readonly #offersOf = new Map<string, number>()
  readonly #counts = { accepted: 0, declined: 0, ignored: 0, started: 0, completed: 0, stopped: 0 }
  readonly #errors: string[] = []

  constructor(options: ForemanOptions) {
    this.#options = options
  }

  stats(): ForemanStats {
    return { ...this.#counts, errors: [...this.#errors] }
  }

  /** Takes on an offer; the work goes on by itself. */
  offered(offer: OfferNews): void {
    const job = new AbortController()
    this.#jobs.get(offer.orderId)?.abort()
    this.#jobs.set(offer.orderId, job)
    void this.#handle(offer, job.signal)
      .catch((error) => this.#note(`order ${offer.orderId}`, error))
      .finally(() => {
        if (this.#jobs.get(offer.orderId) === job) this.#jobs.delete(offer.orderId)
      })
  }

  /** The order is off: whatever is going on for it stops. */
  withdrawn(orderId: string): void {
    const job = this.#jobs.get(orderId)
    if (job === undefined) return
    job.abort()
    this.#jobs.delete(orderId)
    this.#counts.stopped++
  }

  /** Ends all work. */
  stop(): void {
    for (const job of this.#jobs.values()) job.abort()
    this.#jobs.clear()
  }

  async #handle(offer: OfferNews, signal: AbortSignal): Promise<void> {
    const { habits } = this.#options
    const random = this.#randomFor(offer)
    const mood = random.next()
    if (mood < habits.silentProbability) {
      this.#counts.ignored++
      return
    }
    await this.#wait(between(random, habits.thinkMin), signal)
    if (mood < habits.silentProbability + habits.declineProbability) {
      const reason = { reason: habits.declineReason }
      if (await this.#report(`offers/${offer.offerId}/decline`, signal, reason)) this.#counts.declined++
      return
    }
    if (!(await this.#report(`offers/${offer.offerId}/accept`, signal))) return
    this.#counts.accepted++
    if (offer.level === 'dispatch') await this.#plow(offer, between(random, habits.mobilisationMin), signal)
  }

  async #plow(offer: OfferNews, mobilisationMin: number, signal: AbortSignal): Promise<void> {
    const { clock, onPlow } = this.#options
    await this.#wait(mobilisationMin, signal)
    if (!(await this.#report(`orders/${offer.orderId}/start`, signal, { at: toIso(clock.now()) }))) return
    this.#counts.started++
    await this.#wait(offer.route.plowMinutes, signal)
    if (signal.aborted) return
    const doneMs = clock.now()
    onPlow(offer.route.id, doneMs)
    if (await this.#report(`orders/${offer.orderId}/complete`, signal, { at: toIso(doneMs) })) this.#counts.completed++
  }

  /** Tells the service; true when it agreed. Transport trouble is retried, a refusal is noted. */
  async #report(what: string, signal: AbortSignal, body?: object): Promise<boolean> {
    const { clock } = this.#options
    for (let left = TRIES; left > 0 && !signal.aborted; left--) {
      const answer = await this.#post(what, body)
      if (answer instanceof Error || answer.status >= 500 || answer.status === 429) {
        if (left === 1) this.#note(what, answer)
        else await clock.sleepUntil(clock.now() + RETRY_MS, signal)
      } else {
        if (answer.status >= 300) this.#note(what, answer)
        return answer.status < 300
      }
    }
    return false
  }

  async #post(what: string, body: object | undefined): Promise<ApiAnswer | Error> {
    const { api, apiKey, clock } = this.#options
    using _hold = clock.hold()
    try {
      return await postJson({
        api,
        apiKey,
        path: `/api/v1/${what}`,
        idempotencyKey: what.replaceAll('/', '-'),
        ...(body === undefined ? {} : { body }),
      })
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  }

  async #wait(minutes: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options
    await clock.sleepUntil(clock.now() + minutes * MINUTE_MS, signal)
  }

  /** The same route's n-th offer gets the same mood in every run with the same seed. */
  #randomFor(offer: OfferNews): Random {
    const key = `${offer.route.id}/${offer.level}`
    const count = this.#offersOf.get(key) ?? 0
    this.#offersOf.set(key, count + 1)
    return randomOf(this.#options.seed, this.#options.contractorId, key, count)
  }

  #note(what: string, trouble: unknown): void {
    const isAnswer = typeof trouble === 'object' && trouble !== null && 'status' in trouble
    const why = isAnswer
      ? problemOf(trouble as ApiAnswer)
      : trouble instanceof Error
        ? trouble.message
        : String(trouble)
    this.#errors.push(`${what}: ${why}`)
  }
}

function between(random: Random, [least, most]: readonly [number, number]): number {
  return random.between(least, most)
}
