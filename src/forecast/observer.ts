import type { Clock } from '../clock.ts'
import type { Observation } from '../domain/forecast.ts'
import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS } from '../domain/time.ts'
import type { Trx } from '../store/database.ts'
import { insertObservations } from '../store/observations/insert-observations.ts'
import { saveHeadline } from '../store/weather/save-headline.ts'
import type { Asker, Outcome, Question, Reply } from './asker.ts'
import { distanceKm } from './cells.ts'
import type { Places } from './places.ts'
import type { HttpAnswer } from './provider.ts'
import {
  type AmedasTable,
  latestTimeUrl,
  mapUrl,
  readAmedasMap,
  readAmedasTable,
  readLatestTime,
  tableUrl,
} from './providers/jma-amedas.ts'
import { overviewUrl, readJmaOverview } from './providers/jma-forecast.ts'
import { statusRefusal } from './providers/refusal.ts'

export interface ObserverDeps {
  readonly asker: Asker
  readonly places: Places
  readonly clock: Clock
  readonly baseUrl: string
  readonly userAgent: string
  readonly radiusKm: number
  /** null: no headlines. */
  readonly office: string | null
  readonly stopping: AbortSignal
}

/** A new map comes every ten minutes, some minutes after its time. */
const EVERY_MS = 10 * MINUTE_MS
const LATE_MS = 6 * MINUTE_MS
/** Stations come and go a few times a year. */
const TABLE_EVERY_MS = DAY_MS
/** The overview is written a few times a day. */
const HEADLINE_EVERY_MS = HOUR_MS

/** Fetches what JMA's stations around our cells observe, and what its office says. */
export class Observer {
  readonly #deps: ObserverDeps
  #table: { readonly atMs: EpochMs; readonly stations: AmedasTable } | undefined
  /** Time of the last map stored. */
  #storedAtMs = Number.NEGATIVE_INFINITY
  #headlineAtMs = Number.NEGATIVE_INFINITY
  #nextMs = Number.NEGATIVE_INFINITY

  constructor(deps: ObserverDeps) {
    this.#deps = deps
  }

  /** Asks what is due. @returns when something is due next; undefined while nothing has a position. */
  async round(): Promise<EpochMs | undefined> {
    const { clock, places } = this.#deps
    const nowMs = clock.now()
    if (nowMs < this.#nextMs) return this.#nextMs
    if ((await places.cells()).length === 0) return undefined
    const slotMs = Math.floor((nowMs - LATE_MS) / EVERY_MS) * EVERY_MS + EVERY_MS + LATE_MS
    const againMs = Math.min(await this.#observe(), await this.#readHeadline())
    this.#nextMs = Math.max(nowMs, Math.min(slotMs, againMs))
    return this.#nextMs
  }

  /** @returns when to try again after a failure, else infinity. */
  async #observe(): Promise<EpochMs> {
    const { baseUrl, clock } = this.#deps
    let latestMs: EpochMs | null = null
    const asked = await this.#ask('time of observations', latestTimeUrl(baseUrl), (answer) => {
      latestMs = readLatestTime(answer.body)
      return latestMs === null ? unreadable(`latest_time is no time: ${answer.body.slice(0, 40)}`) : NOTHING_TO_STORE
    })
    if (latestMs === null) return againAt(asked)
    if (latestMs <= this.#storedAtMs) return Number.POSITIVE_INFINITY
    if (this.#table === undefined || clock.now() - this.#table.atMs >= TABLE_EVERY_MS) {
      const got = await this.#readTable()
      if (this.#table === undefined) return againAt(got)
    }
    return this.#readMap(latestMs)
  }

  #readTable(): Promise<Outcome> {
    return this.#ask('stations', tableUrl(this.#deps.baseUrl), (answer, nowMs) => {
      const table = readAmedasTable(answer.body)
      if ('unreadable' in table) return unreadable(table.unreadable)
      this.#table = { atMs: nowMs, stations: table }
      return NOTHING_TO_STORE
    })
  }

  async #readMap(atMs: EpochMs): Promise<EpochMs> {
    const { baseUrl, places, radiusKm } = this.#deps
    const cells = await places.cells()
    const near: AmedasTable = new Map(
      [...(this.#table?.stations ?? [])].filter(([, it]) => cells.some((cell) => distanceKm(it, cell) <= radiusKm)),
    )
    const asked = await this.#ask('observations', mapUrl(baseUrl, atMs), (answer, nowMs) => {
      const observations = readAmedasMap(answer.body, near, atMs, nowMs)
      if ('unreadable' in observations) return unreadable(observations.unreadable)
      return { kind: 'taken', expiresAtMs: null, store: (trx) => this.#store(trx, observations, atMs) }
    })
    return againAt(asked)
  }

  async #store(trx: Trx, observations: readonly Observation[], atMs: EpochMs): Promise<number> {
    const added = await insertObservations(trx, observations)
    this.#storedAtMs = atMs
    return added
  }

  /** @returns when to try again after a failure, else infinity. */
  async #readHeadline(): Promise<EpochMs> {
    const { office, baseUrl, clock } = this.#deps
    if (office === null || clock.now() - this.#headlineAtMs < HEADLINE_EVERY_MS) return Number.POSITIVE_INFINITY
    const asked = await this.#ask('headline', overviewUrl(baseUrl, office), (answer, nowMs) => {
      const overview = readJmaOverview(answer.body)
      if ('unreadable' in overview) return unreadable(overview.unreadable)
      const { issuedAtMs, ...body } = overview
      return {
        kind: 'taken',
        expiresAtMs: null,
        async store(trx) {
          await saveHeadline(trx, { office, issuedAtMs, receivedAtMs: nowMs, body })
          return 1
        },
      }
    })
    if (asked.kind === 'taken') this.#headlineAtMs = clock.now()
    return againAt(asked)
  }

  async #ask(subject: string, url: string, read: (answer: HttpAnswer, nowMs: EpochMs) => Reply): Promise<Outcome> {
    const { asker, userAgent, stopping } = this.#deps
    if (stopping.aborted) return { kind: 'stopped' }
    const question: Question = {
      ask: { url, headers: { 'user-agent': userAgent } },
      subject,
      conditional: false,
      read: (answer, nowMs) => statusRefusal(answer, nowMs) ?? read(answer, nowMs),
    }
    return asker.ask(question)
  }
}

const NOTHING_TO_STORE: Reply = { kind: 'taken', expiresAtMs: null, store: async () => 0 }

function unreadable(detail: string): Reply {
  return { kind: 'refused', why: 'unreadable', detail, retryAfterMs: null }
}

function againAt(outcome: Outcome): EpochMs {
  if (outcome.kind === 'refused') return outcome.againAtMs
  return outcome.kind === 'held' ? outcome.untilMs : Number.POSITIVE_INFINITY
}
