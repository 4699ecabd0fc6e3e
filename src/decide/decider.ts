import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { DISPATCH_DEFAULTS, type DispatchPolicy } from '../dispatch/policy.ts'
import { type Criterion, criteriaInForce } from '../domain/criterion.ts'
import type { Device } from '../domain/device.ts'
import type { Route } from '../domain/route.ts'
import { MINUTE_MS, SECOND_MS } from '../domain/time.ts'
import { Loop } from '../loop.ts'
import { priorityFor } from '../store/city-modes/priority-for.ts'
import type { Db } from '../store/database.ts'
import { findDevice } from '../store/devices/find-device.ts'
import { listRouteDevices } from '../store/devices/list-route-devices.ts'
import type { IndexedChange } from '../store/readings/port.ts'
import { findRoute } from '../store/routes/find-route.ts'
import { listBlockRoutes } from '../store/routes/list-block-routes.ts'
import { listSensorRoutes } from '../store/routes/list-sensor-routes.ts'
import { watchCityModes } from './city-modes.ts'
import { judgeRoute } from './judge-route.ts'
import { Round } from './round.ts'
import type { KnownForecast } from './sensor-prediction.ts'
import type { SensorTracker } from './sensor-tracker.ts'

export interface DeciderDeps {
  readonly db: Db
  readonly clock: Clock
  readonly log: Logger
  readonly tracker: SensorTracker
  /** DISPATCH_DEFAULTS when absent. */
  readonly policy?: DispatchPolicy
  /** The newest forecast received by now for where a device stands; absent: there are no forecasts here. */
  readonly forecastAt?: (device: Device) => Promise<KnownForecast | undefined>
  /** Something was decided: there may be events to show and webhooks to send. */
  onDecided(): void
}

/** Routes of a sweep judged between two looks at the news: some milliseconds. */
const SWEEP_SLICE = 25
/** Routes with something decided after which those who tell others are nudged. */
const TOLD_AT_ONCE = 20
/** Sensors folded at the same time. */
const FOLDED_AT_ONCE = 16

/** Until what failed by itself is tried again. */
const RETRY_MS = 10 * SECOND_MS

/** What there is to do first. Losing it costs a minute, until the next sweep, never a decision. */
interface News {
  /** Devices that spoke, with the earliest time at which they added something. */
  readonly devices: Map<string, number>
  /** Routes with a pass reported: their sensors are folded again. */
  readonly plowed: Set<string>
  /** Routes that are only to be judged. */
  readonly routes: Set<string>
}

function noNews(): News {
  return { devices: new Map(), plowed: new Set(), routes: new Set() }
}

function heardAt({ devices }: News, deviceId: string, fromMs: number): void {
  devices.set(deviceId, Math.min(devices.get(deviceId) ?? fromMs, fromMs))
}

function addNews(to: News, more: News): void {
  for (const [deviceId, fromMs] of more.devices) heardAt(to, deviceId, fromMs)
  for (const routeId of more.plowed) to.plowed.add(routeId)
  for (const routeId of more.routes) to.routes.add(routeId)
}

/** A route to judge, and by what. */
interface Due {
  readonly route: Route
  readonly criteria: readonly Criterion[]
}

/**
 * Turns news into decisions: a sensor that spoke is folded, and its route is judged by every criterion in force there.
 * Every route with a sensor is also judged once a minute, so that silence, changed criteria and passed times show
 * without any reading. The work to do is derivable from the store; what is kept here only says what to look at first.
 */
export class Decider {
  readonly #deps: DeciderDeps
  #news = noNews()
  /** What failed by itself, and when it is taken up again. */
  #failed = noNews()
  #retryAtMs = Number.POSITIVE_INFINITY
  #failure: string | undefined
  #nextSweepMs = Number.NEGATIVE_INFINITY
  /** What the sweep under way has still to judge: a few routes in each round, so that news never waits for all of them. */
  #sweeping: Route[] = []
  /** Routes with a sensor of their own, as of the last sweep. */
  #watched: ReadonlySet<string> = new Set()
  readonly #loop: Loop

  constructor(deps: DeciderDeps) {
    this.#deps = deps
    this.#loop = new Loop({
      name: 'decide',
      clock: deps.clock,
      log: deps.log,
      maxSleepMs: MINUTE_MS,
      round: () => this.#round(),
    })
  }

  readingsIndexed(changes: readonly IndexedChange[]): void {
    for (const { deviceId, fromMs } of changes) {
      if (fromMs === null) continue
      heardAt(this.#news, deviceId, fromMs)
    }
    this.#loop.nudge()
  }

  /** A plow pass was reported: the route's sensors count anew from it. */
  passRecorded(routeId: string): void {
    this.#news.plowed.add(routeId)
    this.#loop.nudge()
  }

  get failure(): string | undefined {
    return this.#loop.failure ?? this.#failure
  }

  settled(): Promise<void> {
    return this.#loop.settled()
  }

  stop(): Promise<void> {
    return this.#loop.stop()
  }

  async #round(): Promise<number> {
    const sweepDueMs = this.#nextSweepMs
    this.#takeUpFailed()
    const news = this.#news
    this.#news = noNews()
    try {
      const heard = await this.#foldNews(news)
      const round = await this.#beginSweep(this.#newRound())
      const swept = this.#sweeping.splice(0, SWEEP_SLICE)
      await this.#judgeAll(round, await this.#due(round, heard, swept))
      if (this.#sweeping.length > 0) this.#loop.nudge()
    } catch (error) {
      // Taken up again in the next round.
      addNews(this.#news, news)
      this.#nextSweepMs = sweepDueMs
      throw error
    }
    return Math.min(this.#nextSweepMs, this.#retryAtMs)
  }

  async #judgeAll(round: Round, due: readonly Due[]): Promise<void> {
    let untold = 0
    for (const { route, criteria } of due) {
      try {
        if (await this.#judge(round, route, criteria)) untold++
      } catch (error) {
        this.#failed.routes.add(route.id)
        this.#noteFailure(error, { route: route.id })
      }
      // The first order of a storm does not wait for the last route to be judged.
      if (untold < TOLD_AT_ONCE) continue
      this.#deps.onDecided()
      untold = 0
    }
    if (untold > 0) this.#deps.onDecided()
  }

  /** What fails by itself keeps nothing else waiting; it is shown, and tried again by itself. */
  #noteFailure(error: unknown, about: object): void {
    const { clock, log } = this.#deps
    if (this.#failure === undefined) log.error({ ...about, err: error }, 'not decided; will try again')
    this.#failure = error instanceof Error ? error.message : String(error)
    this.#retryAtMs = Math.min(this.#retryAtMs, clock.now() + RETRY_MS)
  }

  #takeUpFailed(): void {
    if (this.#deps.clock.now() < this.#retryAtMs) return
    addNews(this.#news, this.#failed)
    this.#failed = noNews()
    this.#failure = undefined
    this.#retryAtMs = Number.POSITIVE_INFINITY
  }

  /** Once a minute: the city-wide modes are judged, and all routes that any sensor has a say in are to be. */
  async #beginSweep(round: Round): Promise<Round> {
    const { db, clock, onDecided } = this.#deps
    if (clock.now() < this.#nextSweepMs) return round
    this.#nextSweepMs = clock.now() + MINUTE_MS
    const changed = await watchCityModes(db, round, clock.now())
    if (changed) onDecided()
    this.#watched = new Set(await listSensorRoutes(db))
    this.#sweeping = await this.#urgentFirst(await listBlockRoutes(db))
    // A mode that went on or off changes what is in force.
    return changed ? this.#newRound() : round
  }

  #newRound(): Round {
    const { db, tracker, clock, forecastAt } = this.#deps
    return new Round({
      db,
      nowMs: clock.now(),
      stateOf: async (deviceId) => tracker.current(deviceId) ?? (await tracker.update(deviceId)),
      forecastAt: forecastAt ?? (() => Promise.resolve(undefined)),
    })
  }

  /** @returns the routes to judge for it. */
  async #foldNews({ devices, plowed, routes }: News): Promise<ReadonlySet<string>> {
    const { db, tracker } = this.#deps
    const heard = new Set([...routes, ...plowed])
    for (const routeId of plowed) {
      for (const device of await listRouteDevices(db, routeId)) await tracker.update(device.id, Number.MIN_SAFE_INTEGER)
    }
    const fold = async ([deviceId, fromMs]: readonly [string, number]) => {
      try {
        await tracker.update(deviceId, fromMs)
        const routeId = (await findDevice(db, deviceId))?.routeId
        if (routeId != null) heard.add(routeId)
      } catch (error) {
        heardAt(this.#failed, deviceId, fromMs)
        this.#noteFailure(error, { device: deviceId })
      }
    }
    // Most of an update is waiting for the store's threads.
    const waiting = [...devices]
    while (waiting.length > 0) await Promise.all(waiting.splice(0, FOLDED_AT_ONCE).map(fold))
    return heard
  }

  /**
   * The routes to judge with the criteria in force there: those whose sensors spoke, and the others of their blocks where
   * the block votes; then this slice of the sweep. Of a route without a sensor of its own only its block can say anything.
   */
  async #due(round: Round, heard: ReadonlySet<string>, swept: readonly Route[]): Promise<Due[]> {
    const around = await this.#urgentFirst(await this.#aroundThese(round, heard))
    const routes = new Map([...around, ...swept].map((it) => [it.id, it]))
    const due: Due[] = []
    for (const route of routes.values()) {
      const { criteria, activeModes } = await round.rulesOf(route.authorityId)
      const inForce = criteriaInForce(criteria, route, activeModes)
      const hasSensor = heard.has(route.id) || this.#watched.has(route.id)
      const judging = hasSensor ? inForce : inForce.filter((it) => it.points === 'block')
      if (judging.length > 0) due.push({ route, criteria: judging })
    }
    return due
  }

  /** Who is judged first has the first choice of contractors: what a city-wide mode makes urgent. */
  async #urgentFirst(routes: Route[]): Promise<Route[]> {
    const priorities = new Map<string, number>()
    const keyOf = ({ authorityId, roadClass }: Route) => `${authorityId} ${roadClass}`
    for (const route of routes) {
      const key = keyOf(route)
      if (!priorities.has(key))
        priorities.set(key, await priorityFor(this.#deps.db, route.authorityId, route.roadClass))
    }
    return routes.sort((a, b) => (priorities.get(keyOf(a)) ?? 0) - (priorities.get(keyOf(b)) ?? 0))
  }

  async #aroundThese(round: Round, heard: ReadonlySet<string>): Promise<Route[]> {
    const { db } = this.#deps
    const routes = new Map<string, Route>()
    for (const routeId of heard) {
      const route = await findRoute(db, routeId)
      if (route === undefined || routes.has(route.id)) continue
      routes.set(route.id, route)
      const { criteria } = await round.rulesOf(route.authorityId)
      if (!criteria.some((it) => it.enabled && it.points === 'block')) continue
      for (const other of await listBlockRoutes(db, route.blockId)) routes.set(other.id, other)
    }
    return [...routes.values()]
  }

  async #judge(round: Round, route: Route, criteria: readonly Criterion[]): Promise<boolean> {
    const { db, clock, policy = DISPATCH_DEFAULTS } = this.#deps
    let decided = false
    for (const { criterion, seen } of await round.see(route, criteria, clock))
      decided = (await judgeRoute(db, criterion, seen, policy)) || decided
    return decided
  }
}
