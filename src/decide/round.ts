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
import type { Subject } from './judge-route.ts'
import { BLOCK_DEVICES_READ, loneRises, type RouteSensor } from './lone-rises.ts'
import { looksAhead } from './route-facts.ts'
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

  /** The route as each of the criteria sees it. */
  async subjects(route: Route, criteria: readonly Criterion[]): Promise<{ criterion: Criterion; subject: Subject }[]> {
    const rules = await this.rulesOf(route.authorityId)
    const silence = silenceFor(rules.silences, route, this.#deps.nowMs)
    const result: { criterion: Criterion; subject: Subject }[] = []
    const own = await this.#sensors(await listRouteDevices(this.#deps.db, route.id))
    for (const criterion of criteria) {
      const sensors = criterion.points === 'block' ? await this.#sensors(await this.#blockDevices(route.blockId)) : own
      // A route without a sensor that votes is nobody's to judge: its state is unknown, and is shown as such.
      if (sensors.length === 0) continue
      const forecasts = looksAhead(criterion) ? await this.#forecastsOf(sensors) : NO_FORECASTS
      const subject: Subject = {
        route,
        timeZone: rules.timeZone,
        sensors,
        loneRises: await loneRises(sensors, {
          blockDevices: () => this.#blockDevices(route.blockId),
          stateOf: (deviceId) => this.stateOf(deviceId),
        }),
        maintenance: rules.maintenance,
        silence,
        forecastOf: (deviceId) => forecasts.get(deviceId),
      }
      result.push({ criterion, subject })
    }
    return result
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
