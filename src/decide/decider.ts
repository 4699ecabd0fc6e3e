import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { criteriaInForce } from '../domain/criterion.ts'
import { MINUTE_MS } from '../domain/time.ts'
import { Loop } from '../loop.ts'
import { listCriteria } from '../store/criteria/list-criteria.ts'
import type { Db } from '../store/database.ts'
import { findDevice } from '../store/devices/find-device.ts'
import { listBlockDevices } from '../store/devices/list-block-devices.ts'
import { listRouteDevices } from '../store/devices/list-route-devices.ts'
import type { IndexedChange } from '../store/readings/port.ts'
import { findRoute } from '../store/routes/find-route.ts'
import { listSensorRoutes } from '../store/routes/list-sensor-routes.ts'
import { judgeRoute } from './judge-route.ts'
import { BLOCK_DEVICES_READ, loneRises } from './lone-rises.ts'
import type { SensorTracker } from './sensor-tracker.ts'

export interface DeciderDeps {
  readonly db: Db
  readonly clock: Clock
  readonly log: Logger
  readonly tracker: SensorTracker
  /** Something was decided: there may be events to show and webhooks to send. */
  onDecided(): void
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
    const routes = this.#routes
    this.#devices = new Map()
    this.#routes = new Set()
    try {
      const touched = await this.#foldNews(devices, routes)
      const sweep = this.#deps.clock.now() >= this.#nextSweepMs
      const due = sweep ? await listSensorRoutes(this.#deps.db) : [...touched]
      let decided = false
      for (const routeId of due) decided = (await this.#judge(routeId)) || decided
      if (sweep) this.#nextSweepMs = this.#deps.clock.now() + MINUTE_MS
      if (decided) this.#deps.onDecided()
    } catch (error) {
      // Taken up again in the next round.
      for (const [device, fromMs] of devices)
        this.#devices.set(device, Math.min(this.#devices.get(device) ?? fromMs, fromMs))
      for (const route of routes) this.#routes.add(route)
      throw error
    }
    return this.#nextSweepMs
  }

  async #foldNews(devices: ReadonlyMap<string, number>, plowed: ReadonlySet<string>): Promise<Set<string>> {
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

  async #judge(routeId: string): Promise<boolean> {
    const { db, tracker, clock } = this.#deps
    const route = await findRoute(db, routeId)
    if (route === undefined) return false
    const criteria = criteriaInForce(await listCriteria(db, { authorityId: route.authorityId }), route)
    if (criteria.length === 0) return false
    const stateOf = async (deviceId: string) => tracker.current(deviceId) ?? (await tracker.update(deviceId))
    const sensors = []
    for (const device of await listRouteDevices(db, routeId)) sensors.push({ device, state: await stateOf(device.id) })
    const blockDevices = () => listBlockDevices(db, route.blockId, BLOCK_DEVICES_READ)
    const subject = { route, sensors, loneRises: await loneRises(sensors, { blockDevices, stateOf }) }
    let decided = false
    for (const criterion of criteria) decided = (await judgeRoute(db, criterion, subject, clock.now())) || decided
    return decided
  }
}
