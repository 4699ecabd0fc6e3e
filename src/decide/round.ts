import type { Clock } from '../clock.ts'
import { silenceFor } from '../criteria/silence.ts'
import type { Criterion } from '../domain/criterion.ts'
import type { Device } from '../domain/device.ts'
import type { Route } from '../domain/route.ts'
import type { EpochMs } from '../domain/time.ts'
import type { SensorState } from '../snow/fold.ts'
import type { Db } from '../store/database.ts'
import { listBlockDevices } from '../store/devices/list-block-devices.ts'
import { listRouteDevices } from '../store/devices/list-route-devices.ts'
import { type AuthorityRules, authorityRules } from './authority-rules.ts'
import { byPoints, type SharedLook } from './by-points.ts'
import type { Seen, Subject } from './judge-route.ts'
import { BLOCK_DEVICES_READ, loneRises, type RouteSensor } from './lone-rises.ts'
import { routeFacts } from './route-facts.ts'
import type { KnownForecast } from './sensor-prediction.ts'

export interface RoundDeps {
  readonly db: Db
  readonly nowMs: EpochMs
  /** A sensor's folded state; undefined for a device that measures no snow. */
  stateOf(deviceId: string): Promise<SensorState | undefined>
  /** The newest forecast received by now for where a device stands; undefined: none. */
  forecastAt(device: Device): Promise<KnownForecast | undefined>
}

/** What one round of judging reads, each thing once. Lives no longer than the round. */
export class Round {
  readonly #deps: RoundDeps
  readonly #rules = new Map<string, Promise<AuthorityRules>>()
  readonly #blocks = new Map<string, Promise<Device[]>>()
  readonly #states = new Map<string, Promise<SensorState | undefined>>()
  readonly #forecasts = new Map<string, Promise<KnownForecast | undefined>>()

  constructor(deps: RoundDeps) {
    this.#deps = deps
  }

  rulesOf(authorityId: string): Promise<AuthorityRules> {
    return once(this.#rules, authorityId, () => authorityRules(this.#deps.db, authorityId, this.#deps.nowMs))
  }

  stateOf(deviceId: string): Promise<SensorState | undefined> {
    return once(this.#states, deviceId, () => this.#deps.stateOf(deviceId))
  }

  /**
   * The route as each of the criteria sees it; those that look at the same points see the same.
   * @param clock says when it is once everything is read, so that no reading is later than the moment it is judged at.
   */
  see(route: Route, criteria: readonly Criterion[], clock: Clock): Promise<{ criterion: Criterion; seen: Seen }[]> {
    return byPoints(criteria, async (shared) => {
      const subject = await this.#subject(route, shared)
      return subject && { subject, facts: routeFacts(subject, clock.now()) }
    })
  }

  /** A route without a sensor that votes is nobody's to judge: its state is unknown, and is shown as such. */
  async #subject(route: Route, { points, ahead }: SharedLook): Promise<Subject | null> {
    const { db, nowMs } = this.#deps
    const rules = await this.rulesOf(route.authorityId)
    const devices = points === 'block' ? await this.#blockDevices(route.blockId) : await listRouteDevices(db, route.id)
    const sensors = await this.#sensors(devices)
    if (sensors.length === 0) return null
    const forecasts = ahead ? await this.#forecastsOf(sensors) : NO_FORECASTS
    return {
      route,
      timeZone: rules.timeZone,
      sensors,
      loneRises: await loneRises(sensors, {
        blockDevices: () => this.#blockDevices(route.blockId),
        stateOf: (deviceId) => this.stateOf(deviceId),
      }),
      maintenance: rules.maintenance,
      silence: silenceFor(rules.silences, route, nowMs),
      forecastOf: (deviceId) => forecasts.get(deviceId),
    }
  }

  async #sensors(devices: readonly Device[]): Promise<RouteSensor[]> {
    const sensors: RouteSensor[] = []
    for (const device of devices) sensors.push({ device, state: await this.stateOf(device.id) })
    return sensors
  }

  async #forecastsOf(sensors: readonly RouteSensor[]): Promise<ReadonlyMap<string, KnownForecast>> {
    const found = new Map<string, KnownForecast>()
    for (const { device } of sensors) {
      const forecast = await once(this.#forecasts, device.id, () => this.#deps.forecastAt(device))
      if (forecast !== undefined) found.set(device.id, forecast)
    }
    return found
  }

  #blockDevices(blockId: string): Promise<Device[]> {
    return once(this.#blocks, blockId, () => listBlockDevices(this.#deps.db, blockId, BLOCK_DEVICES_READ))
  }
}

const NO_FORECASTS: ReadonlyMap<string, KnownForecast> = new Map()

function once<T>(known: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
  const found = known.get(key)
  if (found !== undefined) return found
  const reading = read()
  known.set(key, reading)
  return reading
}
