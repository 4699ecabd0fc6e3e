import { quantileSorted } from 'simple-statistics'
import { type Criterion, criteriaInForce } from '../domain/criterion.ts'
import type { Device } from '../domain/device.ts'
import type { Route } from '../domain/route.ts'
import { type EpochMs, HOUR_MS } from '../domain/time.ts'
import type { Model } from '../predict/model.ts'
import type { DegradedMode, LeadForecast, Quantiles } from '../predict/predict.ts'
import { LEADS_H } from '../predict/situation.ts'
import type { SensorState } from '../snow/fold.ts'
import type { Db } from '../store/database.ts'
import { listRouteDevices } from '../store/devices/list-route-devices.ts'
import { findRoute } from '../store/routes/find-route.ts'
import { authorityRules } from './authority-rules.ts'
import { type Crossing, crossingsOf, type Deadline, nextDeadline, thresholdsOf } from './crossings.ts'
import {
  type KnownForecast,
  type KnownPrediction,
  type SensorPrediction,
  sensorPrediction,
} from './sensor-prediction.ts'

/** no-sensors: the route has none. no-usable-sensor: all of them are silent, suspect or faulty. */
export type RouteUnknown = 'no-sensors' | 'no-usable-sensor'

interface AskedRoute {
  readonly routeId: string
  readonly atMs: EpochMs
  readonly deadline: Deadline | null
  /** Every depth sensor of the route, used or not. */
  readonly sensors: readonly SensorPrediction[]
}

export interface KnownRoutePrediction extends AskedRoute {
  readonly status: 'known'
  /** The sensors that were pooled. */
  readonly used: readonly KnownPrediction[]
  /** Each mode that any used sensor is in. */
  readonly degraded: readonly DegradedMode[]
  readonly leads: readonly LeadForecast[]
  readonly crossings: readonly Crossing[]
}

/** What may come on a route, or why nobody can say. Unknown is never taken for "no snow". */
export type RoutePrediction =
  | KnownRoutePrediction
  | (AskedRoute & { readonly status: 'unknown'; readonly reason: RouteUnknown })

/** A route with all that its prediction rests on. */
export interface RouteToPredict {
  readonly route: Pick<Route, 'id' | 'deadline' | 'plowMinutes'>
  /** IANA zone of the authority's wall clock. */
  readonly timeZone: string
  readonly inForce: readonly Criterion[]
  readonly sensors: readonly SensorPrediction[]
}

/**
 * Pools the paths of the route's usable sensors with equal weight. Pure.
 * @param askedCm thresholds of depth since pass beside the triggers of the criteria in force.
 */
export function predictRoute(
  { route, timeZone, inForce, sensors }: RouteToPredict,
  askedCm: readonly number[],
  nowMs: EpochMs,
  model: Model,
): RoutePrediction {
  const deadline = nextDeadline(route, timeZone, nowMs)
  const asked: AskedRoute = { routeId: route.id, atMs: nowMs, deadline, sensors }
  if (sensors.length === 0) return { ...asked, status: 'unknown', reason: 'no-sensors' }
  const used = sensors.flatMap((it) => (it.status === 'known' && it.sensor === 'ok' ? [it] : []))
  if (used.length === 0) return { ...asked, status: 'unknown', reason: 'no-usable-sensor' }
  return {
    ...asked,
    status: 'known',
    used,
    degraded: [...new Set(used.flatMap((it) => it.prediction.degraded))],
    leads: pooledLeads(used, nowMs),
    crossings: crossingsOf(used, thresholdsOf(inForce, askedCm), deadline, nowMs, model),
  }
}

/** As in a route's state, the depth is what lies on the road where a sensor sees it; the bank keeps its snow. */
function pooledLeads(used: readonly KnownPrediction[], nowMs: EpochMs): readonly LeadForecast[] {
  const [only] = used
  if (used.length === 1 && only !== undefined) return only.prediction.leads
  const onRoad = used.filter((it) => it.device.surface === 'carriageway')
  const ofDepth = onRoad.length > 0 ? onRoad : used
  return LEADS_H.map((leadH, lead) => ({
    leadH,
    atMs: nowMs + leadH * HOUR_MS,
    depthCm: pooled(ofDepth, lead, (it) => it.prediction.situation.levelCm),
    depthSincePassCm: pooled(used, lead, (it) => it.prediction.depthSincePassNowCm),
  }))
}

/** Quantiles over all paths; every sensor has as many. */
function pooled(used: readonly KnownPrediction[], lead: number, fromCm: (it: KnownPrediction) => number): Quantiles {
  const values = new Float64Array(used.reduce((sum, it) => sum + it.prediction.paths.length / LEADS_H.length, 0))
  let count = 0
  for (const it of used) {
    const { paths } = it.prediction
    const nowCm = fromCm(it)
    for (let at = lead; at < paths.length; at += LEADS_H.length) values[count++] = Math.max(0, nowCm + (paths[at] ?? 0))
  }
  values.sort()
  const sorted: number[] = []
  for (const value of values) sorted.push(value)
  const at = (share: number) => Math.round(quantileSorted(sorted, share) * 100) / 100
  return { p10: at(0.1), p25: at(0.25), p50: at(0.5), p75: at(0.75), p90: at(0.9) }
}

/** What prediction needs from the other stages. */
export interface PredictionDeps {
  readonly db: Db
  readonly model: Model
  /** A sensor's folded state; undefined for a device that measures no snow. */
  sensorState(deviceId: string): Promise<SensorState | undefined>
  /** The newest forecast received by now for where a device stands; undefined: none. */
  forecastAt(device: Device): Promise<KnownForecast | undefined>
}

/** What may come on a route. @param askedCm further thresholds of depth since pass, cm. */
export async function routePrediction(
  deps: PredictionDeps,
  route: Route,
  askedCm: readonly number[],
  nowMs: EpochMs,
): Promise<RoutePrediction> {
  const sensors: SensorPrediction[] = []
  for (const device of await listRouteDevices(deps.db, route.id)) sensors.push(await predictDevice(deps, device, nowMs))
  return predictRoute({ route, sensors, ...(await rulesOf(deps.db, route, nowMs)) }, askedCm, nowMs, deps.model)
}

/** What may come at one sensor, with the thresholds and the deadline of its route. */
export interface DevicePrediction {
  readonly sensor: SensorPrediction
  /** Of its route; null: it has none. */
  readonly deadline: Deadline | null
  /** Empty where the prediction is unknown, or nothing was asked. */
  readonly crossings: readonly Crossing[]
}

/** The same for one device. */
export async function devicePrediction(
  deps: PredictionDeps,
  device: Device,
  askedCm: readonly number[],
  nowMs: EpochMs,
): Promise<DevicePrediction> {
  const sensor = await predictDevice(deps, device, nowMs)
  const route = device.routeId === null ? undefined : await findRoute(deps.db, device.routeId)
  const rules = route && (await rulesOf(deps.db, route, nowMs))
  const deadline = route && rules ? nextDeadline(route, rules.timeZone, nowMs) : null
  const thresholds = thresholdsOf(rules?.inForce ?? [], askedCm)
  const crossings = sensor.status === 'known' ? crossingsOf([sensor], thresholds, deadline, nowMs, deps.model) : []
  return { sensor, deadline, crossings }
}

async function predictDevice(deps: PredictionDeps, device: Device, nowMs: EpochMs): Promise<SensorPrediction> {
  const state = await deps.sensorState(device.id)
  return sensorPrediction(device, state, await deps.forecastAt(device), nowMs, deps.model)
}

async function rulesOf(db: Db, route: Route, nowMs: EpochMs): Promise<Pick<RouteToPredict, 'timeZone' | 'inForce'>> {
  const { timeZone, criteria, activeModes } = await authorityRules(db, route.authorityId, nowMs)
  return { timeZone, inForce: criteriaInForce(criteria, route, activeModes) }
}
