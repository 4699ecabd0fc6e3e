import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { DISPATCH_DEFAULTS, type DispatchPolicy } from '../dispatch/policy.ts'
import { type Criterion, criteriaInForce } from '../domain/criterion.ts'
import type { Device } from '../domain/device.ts'
import type { Route } from '../domain/route.ts'
import { MINUTE_MS } from '../domain/time.ts'
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
  /** Devices that spoke, with the earliest time at which they added something. */
  #devices = new Map<string, number>()
  #routes = new Set<string>()
  #nextSweepMs = Number.NEGATIVE_INFINITY
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
      this.#devices.set(deviceId, Math.min(this.#devices.get(deviceId) ?? fromMs, fromMs))
    }
    this.#loop.nudge()
  }

  /** A plow pass was reported: the route's sensors count anew from it. */
  passRecorded(routeId: string): void {
    this.#routes.add(routeId)
    this.#loop.nudge()
  }

  get failure(): string | undefined {
    return this.#loop.failure
  }

  settled(): Promise<void> {
    return this.#loop.settled()
  }

  stop(): Promise<void> {
    return this.#loop.stop()
  }

  async #round(): Promise<number> {
    const devices = this.#devices
    const plowed = this.#routes
    this.#devices = new Map()
    this.#routes = new Set()
    try {
      const heard = await this.#foldNews(devices, plowed)
      const { clock } = this.#deps
      const sweep = clock.now() >= this.#nextSweepMs
      let round = this.#newRound()
      let decided = sweep && (await watchCityModes(this.#deps.db, round, clock.now()))
      // A mode that went on or off changes what is in force.
      if (decided) round = this.#newRound()
      for (const { route, criteria } of await this.#due(round, sweep ? undefined : heard))
        decided = (await this.#judge(round, route, criteria)) || decided
      if (sweep) this.#nextSweepMs = clock.now() + MINUTE_MS
      if (decided) this.#deps.onDecided()
    } catch (error) {
      // Taken up again in the next round.
      for (const [device, fromMs] of devices)
        this.#devices.set(device, Math.min(this.#devices.get(device) ?? fromMs, fromMs))
      for (const route of plowed) this.#routes.add(route)
      throw error
    }
    return this.#nextSweepMs
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

  async #foldNews(devices: ReadonlyMap<string, number>, plowed: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    const { db, tracker } = this.#deps
    const routes = new Set(plowed)
    for (const routeId of plowed) {
      for (const device of await listRouteDevices(db, routeId)) await tracker.update(device.id, Number.MIN_SAFE_INTEGER)
    }
    for (const [deviceId, fromMs] of devices) {
      await tracker.update(deviceId, fromMs)
      const routeId = (await findDevice(db, deviceId))?.routeId
      if (routeId != null) routes.add(routeId)
    }
    return routes
  }

  /**
   * The routes to judge with the criteria in force there: those whose sensors spoke, and the others of their blocks where
   * the block votes; in a sweep (no `heard`) all that any sensor has a say in.
   */
  async #due(round: Round, heard?: ReadonlySet<string>): Promise<Due[]> {
    const { db } = this.#deps
    const withSensor = heard ?? new Set(await listSensorRoutes(db))
    const routes = heard === undefined ? await listBlockRoutes(db) : await this.#aroundThese(round, heard)
    const due: Due[] = []
    for (const route of routes) {
      const { criteria, activeModes } = await round.rulesOf(route.authorityId)
      const inForce = criteriaInForce(criteria, route, activeModes)
      const judging = withSensor.has(route.id) ? inForce : inForce.filter((it) => it.points === 'block')
      if (judging.length > 0) due.push({ route, criteria: judging })
    }
    return this.#urgentFirst(due)
  }

  /** Who is judged first has the first choice of contractors: what a city-wide mode makes urgent. */
  async #urgentFirst(due: Due[]): Promise<Due[]> {
    const priorities = new Map<string, number>()
    const keyOf = ({ route }: Due) => `${route.authorityId} ${route.roadClass}`
    for (const one of due) {
      const key = keyOf(one)
      if (!priorities.has(key))
        priorities.set(key, await priorityFor(this.#deps.db, one.route.authorityId, one.route.roadClass))
    }
    return due.sort((a, b) => (priorities.get(keyOf(a)) ?? 0) - (priorities.get(keyOf(b)) ?? 0))
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
    for (const { criterion, subject } of await round.subjects(route, criteria))
      decided = (await judgeRoute(db, criterion, subject, clock.now(), { policy })) || decided
    return decided
  }
}
