import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { CHANNELS, type Channel } from '../domain/channel.ts'
import { type EpochMs, MINUTE_MS, SECOND_MS } from '../domain/time.ts'
import { Loop } from '../loop.ts'
import type { Db } from '../store/database.ts'
import { claimDueDeliveries } from '../store/deliveries/claim-due-deliveries.ts'
import type { ClaimedDelivery, Delivery } from '../store/deliveries/delivery.ts'
import { listDueChannels } from '../store/deliveries/list-due-channels.ts'
import { nextDueAt } from '../store/deliveries/next-due-at.ts'
import { parseAllowedRanges, urlForLog } from './address-guard.ts'
import { afterAttempt, type Breaker, breakerState, CLOSED_BREAKER, roomFor } from './breaker.ts'
import type { Carried, Carrier } from './carrier.ts'
import { type GuardedClient, guardedClient } from './guarded-request.ts'
import { type PeopleChannels, peopleCarriers } from './people/set-up-channels.ts'
import { type Outcome, recordOutcome } from './record-outcome.ts'
import { judge } from './verdict.ts'
import { webhookCarrier } from './webhook/webhook-carrier.ts'

/**
 * Carries the outbox to contractors and officers. One round claims what is due under a lease and starts the attempts;
 * each ends in one transaction that records its result and gives the lease back, and then asks for another round.
 *
 * Invariants: at most MOST_UNDER_WAY attempts of a channel, so that a relay that hangs takes no place of a webhook;
 * MOST_PER_TARGET to one target, one to a target whose breaker is half-open, none to one whose breaker is open. A
 * delivery never waits for an older one. Every result is recorded by the holder of the lease or not at all: a worker
 * that dies leaves leases that lapse, and another sends again under the same id. The clock is held from the claim until
 * the result is committed.
 */

const MOST_UNDER_WAY: Readonly<Record<Channel, number>> = { webhook: 16, email: 4, 'web-push': 8, line: 4, sms: 4 }
const MOST_PER_TARGET = 4
/** Longest sleep: what a lost nudge can cost. */
const MAX_SLEEP_MS = MINUTE_MS
/** Longer than any message to a person may take: a repeat is a second message. */
const PEOPLE_LEASE_MS = MINUTE_MS
/** A webhook's lease outlives the request by this much, so that its result can still be committed; a repeat is harmless. */
const LEASE_MARGIN_MS = 10 * SECOND_MS

export interface OutboxWorkerOptions {
  readonly db: Db
  readonly clock: Clock
  readonly log: Logger
  readonly config: Config['webhook']
  /** Ways to people; absent: only webhooks are carried. */
  readonly people?: PeopleChannels
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
  readonly openBreakers: readonly { readonly target: string; readonly untilMs: EpochMs }[]
  /** Why the last look at the outbox failed; undefined while all is well. */
  readonly failure: string | undefined
}

type AttemptEnd = Outcome['verdict']['kind'] | 'lost'

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
  readonly #carriers: ReadonlyMap<Channel, Carrier>
  readonly #underWay = new Set<Task>()
  /** By target; absent means closed without failures. */
  readonly #breakers = new Map<string, Breaker>()
  readonly #attempts = { delivered: 0, retry: 0, failed: 0, gone: 0, 'no-endpoint': 0, obsolete: 0, lost: 0 }
  #stopping = false

  constructor(options: OutboxWorkerOptions) {
    this.#options = options
    const { db, clock, log, config, people, version } = options
    const client = guardedClient(parseAllowedRanges(config.allow))
    this.#client = client
    this.#carriers = new Map<Channel, Carrier>([
      ['webhook', webhookCarrier({ db, clock, client, timeoutMs: config.timeoutMs, version })],
      ...(people === undefined ? [] : peopleCarriers(people, { db, clock, client })),
    ])
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
    const openBreakers = [...this.#breakers].flatMap(([target, { openUntilMs }]) =>
      openUntilMs !== null && openUntilMs > nowMs ? [{ target, untilMs: openUntilMs }] : [],
    )
    const attempts = { ...this.#attempts }
    return { underWay: this.#underWay.size, attempts, openBreakers, failure: this.#loop.failure }
  }

  async #allEnded(): Promise<void> {
    await Promise.all([...this.#underWay].map((it) => it.ended))
  }

  /** Claims and starts all there is room for; returns when to look again. */
  async #round(): Promise<EpochMs | undefined> {
    const { db, clock } = this.#options
    for (const channel of await listDueChannels(db, clock.now())) await this.#claimFor(channel)
    return this.#nextLookAt()
  }

  async #claimFor(channel: Channel): Promise<void> {
    const { db, clock, config, workerId } = this.#options
    const leaseMs = channel === 'webhook' ? config.timeoutMs + LEASE_MARGIN_MS : PEOPLE_LEASE_MS
    let claimed: ClaimedDelivery[]
    do {
      const limit = this.#places(channel)
      // Whichever attempt ends first asks for the next round.
      if (limit <= 0 || this.#stopping) return
      const nowMs = clock.now()
      const room = this.#room(nowMs)
      claimed = await claimDueDeliveries(db, {
        workerId,
        channel,
        nowMs,
        leaseMs,
        limit,
        perTarget: MOST_PER_TARGET,
        room,
      })
      for (const delivery of claimed) this.#start(delivery)
    } while (claimed.length > 0)
  }

  async #nextLookAt(): Promise<EpochMs | undefined> {
    if (this.#stopping) return undefined
    const room = this.#room(this.#options.clock.now())
    const targets = [...room].filter(([, places]) => places === 0).map(([target]) => target)
    const channels = CHANNELS.filter((it) => this.#places(it) <= 0)
    const dueAtMs = await nextDueAt(this.#options.db, { targets, channels })
    const times = this.health().openBreakers.map((it) => it.untilMs)
    if (dueAtMs !== undefined) times.push(dueAtMs)
    return times.length === 0 ? undefined : Math.min(...times)
  }

  #places(channel: Channel): number {
    return MOST_UNDER_WAY[channel] - [...this.#underWay].filter((it) => it.channel === channel).length
  }

  /** How much may be started for targets that may not have the full number. */
  #room(nowMs: EpochMs): Map<string, number> {
    const counts = new Map<string, number>()
    for (const { target } of this.#underWay) counts.set(target, (counts.get(target) ?? 0) + 1)
    const room = new Map<string, number>()
    for (const target of new Set([...counts.keys(), ...this.#breakers.keys()])) {
      const breaker = this.#breakers.get(target) ?? CLOSED_BREAKER
      room.set(target, roomFor(breaker, counts.get(target) ?? 0, MOST_PER_TARGET, nowMs))
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
    const task = { channel: delivery.channel, target: delivery.target, ended }
    this.#underWay.add(task)
  }

  async #attempt(delivery: ClaimedDelivery): Promise<void> {
    const { db, clock } = this.#options
    const { address, result, offerIds } = await this.#carry(delivery)
    const nowMs = clock.now()
    const verdict = this.#judge(delivery, result, nowMs)
    if (address !== null) this.#updateBreaker(delivery.target, verdict, nowMs)
    const kept = await recordOutcome(db, { delivery, address, verdict, offerIds, nowMs })
    this.#attempts[kept ? verdict.kind : 'lost']++
    this.#report(delivery, address, verdict, kept)
    if (kept && verdict.kind === 'delivered') this.#options.onDelivered?.(delivery)
  }

  async #carry(delivery: ClaimedDelivery): Promise<Carried> {
    const carrier = this.#carriers.get(delivery.channel)
    if (carrier !== undefined) return carrier.carry(delivery).catch((error: unknown) => this.#unready(delivery, error))
    const why = `the channel ${delivery.channel} is not set up here; set it up and replay the delivery`
    return { address: null, result: { kind: 'no-endpoint', why }, offerIds: [] }
  }

  /** One whose message cannot even be made is tried again by the schedule, and given up like any other. */
  #unready({ id: deliveryId }: ClaimedDelivery, error: unknown): Carried {
    this.#options.log.error({ deliveryId, err: error }, 'the message could not be made')
    return { address: null, result: { kind: 'error', why: 'the message could not be made' }, offerIds: [] }
  }

  #judge(delivery: ClaimedDelivery, result: Carried['result'], nowMs: EpochMs): Outcome['verdict'] {
    if (result.kind === 'no-endpoint' || result.kind === 'obsolete') return result
    const { id: deliveryId, createdAtMs, attempts } = delivery
    return judge(result, { deliveryId, createdAtMs, attempts: attempts + 1, nowMs })
  }

  #updateBreaker(target: string, verdict: Outcome['verdict'], nowMs: EpochMs): void {
    const answered = verdict.kind === 'delivered' || verdict.kind === 'gone'
    const before = this.#breakers.get(target) ?? CLOSED_BREAKER
    const after = afterAttempt(before, answered, nowMs)
    if (after === CLOSED_BREAKER) this.#breakers.delete(target)
    else this.#breakers.set(target, after)
    if (breakerState(before, nowMs) !== 'open' && breakerState(after, nowMs) === 'open') {
      this.#options.log.warn({ target, failures: after.failures }, 'endpoint keeps failing; paused')
    }
  }

  /** Addresses of people stay out of the log; a webhook's is shown without its secrets. */
  #report(delivery: ClaimedDelivery, address: string | null, verdict: Outcome['verdict'], kept: boolean): void {
    const { log } = this.#options
    const { id: deliveryId, type, channel, target, contractorId, attempts } = delivery
    const url = channel === 'webhook' && address !== null ? urlForLog(address) : null
    const facts = { deliveryId, type, channel, target, contractorId, attempt: attempts + 1, url }
    if (!kept) log.warn({ ...facts, result: verdict.kind }, 'delivery attempt ended after its lease was lost')
    else if (verdict.kind === 'delivered') log.info({ ...facts, status: verdict.status }, 'delivered')
    else if (verdict.kind === 'obsolete') log.info({ ...facts, why: verdict.why }, 'nothing left to deliver')
    else if (verdict.kind === 'failed') log.error({ ...facts, ...verdict }, 'delivery given up')
    else log.warn({ ...facts, ...verdict }, 'not delivered')
  }
}

/** An attempt under way. */
interface Task {
  readonly channel: Channel
  readonly target: string
  readonly ended: Promise<void>
}
