import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { type EpochMs, MINUTE_MS, SECOND_MS } from '../domain/time.ts'
import { Loop } from '../loop.ts'
import type { Db } from '../store/database.ts'
import { claimDueDeliveries } from '../store/deliveries/claim-due-deliveries.ts'
import type { ClaimedDelivery, Delivery } from '../store/deliveries/delivery.ts'
import { type Endpoint, findEndpoint } from '../store/deliveries/find-endpoint.ts'
import { nextDueAt } from '../store/deliveries/next-due-at.ts'
import { parseAllowedRanges, urlForLog } from './address-guard.ts'
import { afterAttempt, type Breaker, breakerState, CLOSED_BREAKER, roomFor } from './breaker.ts'
import { type GuardedClient, guardedClient } from './guarded-request.ts'
import { type NoEndpoint, recordOutcome } from './record-outcome.ts'
import { webhookHeaders } from './sign.ts'
import { judge, type PostResult, type Verdict } from './verdict.ts'

/**
 * Carries the outbox to the contractors. One round claims what is due under a lease and starts the requests; each
 * request ends in one transaction that records its result and gives the lease back, and then asks for another round.
 *
 * Invariants: at most MAX_UNDER_WAY requests, MAX_PER_CONTRACTOR to one contractor, one to an endpoint whose breaker is
 * half-open, none to one whose breaker is open. A delivery never waits for an older one. Every result is recorded by
 * the holder of the lease or not at all: a worker that dies leaves leases that lapse, and another sends again under
 * the same id. The clock is held from the claim until the result is committed.
 */

const MAX_UNDER_WAY = 16
const MAX_PER_CONTRACTOR = 4
/** Longest sleep: what a lost nudge can cost. */
const MAX_SLEEP_MS = MINUTE_MS
const MIN_LEASE_MS = MINUTE_MS
/** A lease outlives the request by this much, so that its result can still be committed. */
const LEASE_MARGIN_MS = 30 * SECOND_MS

export interface OutboxWorkerOptions {
  readonly db: Db
  readonly clock: Clock
  readonly log: Logger
  readonly config: Config['webhook']
  /** Differs from every other worker's on the same database. */
  readonly workerId: string
  /** Ours, for the User-Agent header. */
  readonly version: string
  /** Longest sleep; short where those who enqueue run in another process and cannot nudge. Default one minute. */
  readonly maxSleepMs?: number
  /** Called after a delivery's success is committed. */
  readonly onDelivered?: (delivery: Delivery) => void
}

export interface OutboxHealth {
  readonly underWay: number
  /** Attempts that ended since the start, by what came of them. */
  readonly attempts: Readonly<Record<AttemptEnd, number>>
  readonly openBreakers: readonly { readonly contractorId: string; readonly untilMs: EpochMs }[]
  /** Why the last look at the outbox failed; undefined while all is well. */
  readonly failure: string | undefined
}

type AttemptEnd = Verdict['kind'] | NoEndpoint['kind'] | 'lost'

export interface OutboxWorker {
  /** There may be something to deliver. Cheap; losing one costs latency, never work. */
  nudge(): void
  /** Resolves once everything that could be sent now has been, and its results are committed. */
  settled(): Promise<void>
  /** Claims no more and waits for the requests under way, which their deadline bounds. */
  stop(): Promise<void>
  health(): OutboxHealth
}

/** Starts delivering. Throws `config-invalid` when `config.allow` holds what is no CIDR range. */
export function startOutboxWorker(options: OutboxWorkerOptions): OutboxWorker {
  return new Outbox(options)
}

class Outbox implements OutboxWorker {
  readonly #options: OutboxWorkerOptions
  readonly #client: GuardedClient
  readonly #loop: Loop
  readonly #underWay = new Set<{ readonly contractorId: string; readonly ended: Promise<void> }>()
  /** By contractor; absent means closed without failures. */
  readonly #breakers = new Map<string, Breaker>()
  readonly #attempts = { delivered: 0, retry: 0, failed: 0, gone: 0, 'no-endpoint': 0, lost: 0 }
  #stopping = false

  constructor(options: OutboxWorkerOptions) {
    this.#options = options
    this.#client = guardedClient(parseAllowedRanges(options.config.allow))
    const { clock, log } = options
    this.#loop = new Loop({
      name: 'deliver',
      clock,
      log,
      maxSleepMs: options.maxSleepMs ?? MAX_SLEEP_MS,
      round: () => this.#round(),
    })
  }

  nudge(): void {
    this.#loop.nudge()
  }

  async settled(): Promise<void> {
    if (!this.#stopping) this.#loop.nudge()
    for (;;) {
      if (!this.#stopping) await this.#loop.settled()
      if (this.#underWay.size === 0) return
      await this.#allEnded()
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true
    await this.#loop.stop()
    await this.#allEnded()
    await this.#client.close()
  }

  health(): OutboxHealth {
    const nowMs = this.#options.clock.now()
    const openBreakers = [...this.#breakers].flatMap(([contractorId, { openUntilMs }]) =>
      openUntilMs !== null && openUntilMs > nowMs ? [{ contractorId, untilMs: openUntilMs }] : [],
    )
    const attempts = { ...this.#attempts }
    return { underWay: this.#underWay.size, attempts, openBreakers, failure: this.#loop.failure }
  }

  async #allEnded(): Promise<void> {
    await Promise.all([...this.#underWay].map((it) => it.ended))
  }

  /** Claims and starts all there is room for; returns when to look again. */
  async #round(): Promise<EpochMs | undefined> {
    const { db, clock, config, workerId } = this.#options
    const leaseMs = Math.max(MIN_LEASE_MS, config.timeoutMs + LEASE_MARGIN_MS)
    let claimed: ClaimedDelivery[]
    do {
      const limit = MAX_UNDER_WAY - this.#underWay.size
      // Whichever request ends first asks for the next round.
      if (limit <= 0 || this.#stopping) return undefined
      const nowMs = clock.now()
      const room = this.#room(nowMs)
      claimed = await claimDueDeliveries(db, {
        workerId,
        nowMs,
        leaseMs,
        limit,
        perContractor: MAX_PER_CONTRACTOR,
        room,
      })
      for (const delivery of claimed) this.#start(delivery)
    } while (claimed.length > 0)
    return this.#nextLookAt()
  }

  async #nextLookAt(): Promise<EpochMs | undefined> {
    const room = this.#room(this.#options.clock.now())
    const shut = [...room].filter(([, places]) => places === 0).map(([contractorId]) => contractorId)
    const dueAtMs = await nextDueAt(this.#options.db, shut)
    const times = this.health().openBreakers.map((it) => it.untilMs)
    if (dueAtMs !== undefined) times.push(dueAtMs)
    return times.length === 0 ? undefined : Math.min(...times)
  }

  /** How much may be started for contractors who may not have the full number. */
  #room(nowMs: EpochMs): Map<string, number> {
    const counts = new Map<string, number>()
    for (const { contractorId } of this.#underWay) counts.set(contractorId, (counts.get(contractorId) ?? 0) + 1)
    const room = new Map<string, number>()
    for (const contractorId of new Set([...counts.keys(), ...this.#breakers.keys()])) {
      const breaker = this.#breakers.get(contractorId) ?? CLOSED_BREAKER
      room.set(contractorId, roomFor(breaker, counts.get(contractorId) ?? 0, MAX_PER_CONTRACTOR, nowMs))
    }
    return room
  }

  #start(delivery: ClaimedDelivery): void {
    const hold = this.#options.clock.hold()
    const ended = this.#attempt(delivery)
      .catch((error: unknown) => {
        this.#options.log.error(
          { deliveryId: delivery.id, err: error },
          'delivery attempt not recorded; its lease lapses',
        )
      })
      .finally(() => {
        this.#underWay.delete(task)
        this.#loop.nudge()
        hold[Symbol.dispose]()
      })
    const task = { contractorId: delivery.contractorId, ended }
    this.#underWay.add(task)
  }

  async #attempt(delivery: ClaimedDelivery): Promise<void> {
    const { db, clock } = this.#options
    const endpoint = await findEndpoint(db, delivery.contractorId)
    const url = endpoint?.url ?? null
    const verdict = endpoint === undefined ? NO_ENDPOINT : await this.#send(delivery, endpoint)
    const nowMs = clock.now()
    if (endpoint !== undefined) this.#updateBreaker(delivery.contractorId, verdict, nowMs)
    const kept = await recordOutcome(db, { delivery, url, verdict, nowMs })
    this.#attempts[kept ? verdict.kind : 'lost']++
    this.#report(delivery, url, verdict, kept)
    if (kept && verdict.kind === 'delivered') this.#options.onDelivered?.(delivery)
  }

  async #send(delivery: ClaimedDelivery, endpoint: Endpoint): Promise<Verdict> {
    const { clock } = this.#options
    const result = await this.#post(delivery, endpoint, clock.now())
    const { id, createdAtMs, attempts } = delivery
    return judge(result, { deliveryId: id, createdAtMs, attempts: attempts + 1, nowMs: clock.now() })
  }

  #post(delivery: ClaimedDelivery, endpoint: Endpoint, atMs: EpochMs): Promise<PostResult> {
    const { config, version } = this.#options
    const body = delivery.bodyJson
    try {
      const signed = webhookHeaders({ secrets: endpoint.secrets, id: delivery.id, atMs, body })
      const headers = { 'content-type': 'application/json', 'user-agent': `Yukiban/${version}`, ...signed }
      return this.#client.post({ url: endpoint.url, headers, body, timeoutMs: config.timeoutMs })
    } catch (error) {
      return Promise.resolve({ kind: 'error', why: error instanceof Error ? error.message : String(error) })
    }
  }

  #updateBreaker(contractorId: string, verdict: Verdict | NoEndpoint, nowMs: EpochMs): void {
    const answered = verdict.kind === 'delivered' || verdict.kind === 'gone'
    const before = this.#breakers.get(contractorId) ?? CLOSED_BREAKER
    const after = afterAttempt(before, answered, nowMs)
    if (after === CLOSED_BREAKER) this.#breakers.delete(contractorId)
    else this.#breakers.set(contractorId, after)
    if (breakerState(before, nowMs) !== 'open' && breakerState(after, nowMs) === 'open') {
      this.#options.log.warn({ contractorId, failures: after.failures }, 'endpoint keeps failing; paused')
    }
  }

  #report(delivery: ClaimedDelivery, url: string | null, verdict: Verdict | NoEndpoint, kept: boolean): void {
    const { log } = this.#options
    const { id: deliveryId, type, contractorId, attempts } = delivery
    const facts = { deliveryId, type, contractorId, attempt: attempts + 1, url: url === null ? null : urlForLog(url) }
    if (!kept) log.warn({ ...facts, result: verdict.kind }, 'delivery attempt ended after its lease was lost')
    else if (verdict.kind === 'delivered') log.info({ ...facts, status: verdict.status }, 'delivered')
    else if (verdict.kind === 'failed') log.error({ ...facts, ...verdict }, 'delivery given up')
    else log.warn({ ...facts, ...verdict }, 'not delivered')
  }
}

const NO_ENDPOINT: NoEndpoint = {
  kind: 'no-endpoint',
  why: 'the contractor has no webhook URL in use; set one and replay the delivery',
}
