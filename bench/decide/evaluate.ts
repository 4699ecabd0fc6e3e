import { evaluate } from '../../src/criteria/evaluate.ts'
import { NO_MEMORY } from '../../src/criteria/facts.ts'
import { loneRises } from '../../src/decide/lone-rises.ts'
import { routeFacts } from '../../src/decide/route-facts.ts'
import { predictRoute } from '../../src/decide/route-prediction.ts'
import { routeCondition } from '../../src/decide/route-state.ts'
import { type KnownForecast, sensorPrediction } from '../../src/decide/sensor-prediction.ts'
import { sensorSnow } from '../../src/decide/sensor-snow.ts'
import { type Criterion, criteriaInForce } from '../../src/domain/criterion.ts'
import type { Device } from '../../src/domain/device.ts'
import type { Route } from '../../src/domain/route.ts'
import { MODEL } from '../../src/predict/shipped-model.ts'
import type { SensorState } from '../../src/snow/fold.ts'
import { cellIdOf, type District, forecastsFor, TIME_ZONE } from './district.ts'
import { type BenchReading, foldAll, lastHours, nightsUntil } from './nights.ts'

/** A district at one moment, all in memory, indexed as the deciding stage looks things up. */
export interface Scene {
  readonly nowMs: number
  readonly routes: readonly Route[]
  readonly devicesOf: ReadonlyMap<string, readonly Device[]>
  readonly devicesOfBlock: ReadonlyMap<string, readonly Device[]>
  readonly criteriaOf: ReadonlyMap<string, readonly Criterion[]>
  readonly forecasts: ReadonlyMap<string, KnownForecast>
  readonly states: ReadonlyMap<string, SensorState>
  /** Readings of the last six hours, for those who fold them again. */
  readonly readings: ReadonlyMap<string, readonly BenchReading[]>
}

const REFOLDED_H = 6

/** Folds every night once and gives each sensor a state of its own. */
export function buildScene({ routes, devices, criteria }: District, nowMs: number): Scene {
  const nights = nightsUntil(nowMs)
  const [first] = devices
  if (first === undefined) throw new Error('a scene needs a sensor: ask for more routes')
  const folded = nights.map((it) => foldAll(first, it))
  const blockOf = new Map(routes.map((it) => [it.id, it.blockId]))
  return {
    nowMs,
    routes,
    devicesOf: Map.groupBy(devices, (it) => it.routeId ?? ''),
    devicesOfBlock: Map.groupBy(devices, (it) => blockOf.get(it.routeId ?? '') ?? ''),
    criteriaOf: Map.groupBy(criteria, (it) => it.authorityId),
    forecasts: forecastsFor(devices, nowMs),
    states: new Map(
      devices.map(({ id }, index) => [id, structuredClone(folded[index % folded.length] as SensorState)]),
    ),
    readings: new Map(devices.map(({ id }, index) => [id, lastHours(nights[index % nights.length] ?? [], REFOLDED_H)])),
  }
}

/** What an evaluation found: shows that the work was done, and that two ways of it agree. */
export interface Findings {
  readonly known: number
  readonly predicted: number
  readonly probabilities: number
  readonly fired: number
}

export type StateOf = (device: Device) => SensorState | undefined

/** Everything a route is asked: its state, every sensor's prediction, crossing probabilities, every criterion. */
export async function evaluateAll(scene: Scene, stateOf: StateOf): Promise<Findings> {
  const found = { known: 0, predicted: 0, probabilities: 0, fired: 0 }
  for (const route of scene.routes) {
    const inForce = criteriaInForce(scene.criteriaOf.get(route.authorityId) ?? [], route)
    const sensors = (scene.devicesOf.get(route.id) ?? []).map((device) => ({ device, state: stateOf(device) }))
    const condition = routeCondition(sensors.map(({ device, state }) => sensorSnow(device, state, scene.nowMs)))
    if (condition.status === 'known') found.known++
    const predicted = predictRoute(
      { route, timeZone: TIME_ZONE, inForce, sensors: sensors.map((it) => predictionOf(scene, it)) },
      [],
      scene.nowMs,
      MODEL,
    )
    if (predicted.status === 'known') {
      found.predicted += predicted.used.length
      found.probabilities += predicted.crossings.length
    }
    found.fired += await judge(scene, route, inForce, sensors)
  }
  return found
}

interface Sensor {
  readonly device: Device
  readonly state: SensorState | undefined
}

function predictionOf(scene: Scene, { device, state }: Sensor) {
  return sensorPrediction(device, state, scene.forecasts.get(cellIdOf(device)), scene.nowMs, MODEL)
}

/** As the deciding stage judges, without its rows. @returns how many criteria fire. */
async function judge(scene: Scene, route: Route, inForce: readonly Criterion[], sensors: readonly Sensor[]) {
  const lone = await loneRises(sensors, {
    blockDevices: async () => scene.devicesOfBlock.get(route.blockId) ?? [],
    stateOf: async (id) => scene.states.get(id),
  })
  const forecastOf = (deviceId: string) => {
    const device = sensors.find((it) => it.device.id === deviceId)?.device
    return device && scene.forecasts.get(cellIdOf(device))
  }
  const facts = routeFacts({ route, timeZone: TIME_ZONE, sensors, loneRises: lone, forecastOf }, scene.nowMs)
  return inForce.filter((it) => evaluate(it, facts, NO_MEMORY).result === 'fire').length
}

/** States kept as readings come: what the service does. */
export function keptStates(scene: Scene): StateOf {
  return (device) => scene.states.get(device.id)
}

/** The alternative: no state is kept, each sensor's last six hours are folded when it is asked about. */
export function refoldedStates(scene: Scene): StateOf {
  return (device) => foldAll(device, scene.readings.get(device.id) ?? [])
}
