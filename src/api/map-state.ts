import type { Cell } from '../domain/forecast.ts'
import type { Order } from '../domain/order.ts'
import { type EpochMs, HOUR_MS, nextLocalTime } from '../domain/time.ts'
import { snowfallBetween } from '../forecast/snowfall.ts'
import { attributionOf } from '../forecast/status.ts'
import { findAuthority } from '../store/authorities/find-authority.ts'
import { listRouteGlances, type RouteGlance } from '../store/routes/list-route-glances.ts'
import { listStandingSilences } from '../store/silences/list-standing-silences.ts'
import type { ApiDeps } from './deps.ts'
import type { FleetDevice } from './fleet-read.ts'
import { MAP_FORECAST_H } from './map-schema.ts'
import type { Principal } from './principal.ts'
import { dispatchOf, treatmentStatus, whyUnknown } from './public-map.ts'
import { byRoute, readFleet, readOpenOrders, routeSnow, type Seen, sensorsByRoute } from './route-glance.ts'
import { isoOrNull } from './times.ts'
import { visibleRoutes } from './visible-routes.ts'

const ROUTES_AT_ONCE = 1000

type Deps = Pick<ApiDeps, 'db' | 'sensorState' | 'forecast' | 'config'>

interface Known {
  readonly sensors: ReadonlyMap<string, readonly Seen[]>
  readonly orders: ReadonlyMap<string, readonly Order[]>
  readonly nowMs: EpochMs
  /** The next moment the authority's wall clock shows a time. */
  nextAt(hhmm: string): EpochMs
}

/** Everything that changes on the map, at one moment, as far as the caller may see it. */
export async function makeMapState(
  deps: Deps,
  principal: Principal,
  cells: readonly Cell[],
  nowMs: EpochMs,
): Promise<object> {
  const { authorityId, contractorId, scopes } = principal
  const timeZone = (await findAuthority(deps.db, authorityId))?.timeZone ?? 'UTC'
  const fleet = await readFleet(deps, authorityId, nowMs)
  const orders = await readOpenOrders(deps, contractorId === null ? { authorityId } : { authorityId, contractorId })
  const known = { sensors: sensorsByRoute(fleet), orders: byRoute(orders), nowMs, nextAt: nextAtIn(timeZone, nowMs) }
  const seesSensors = contractorId === null && scopes.has('devices:read') && scopes.has('readings:read')
  const seesForecasts = contractorId === null && scopes.has('forecasts:read')
  return {
    timeZone,
    routes: await routesNow(deps, principal, known),
    orders: scopes.has('orders:read') ? orders.map(orderNow) : null,
    sensors: seesSensors ? await sensorsNow(deps, authorityId, fleet, nowMs) : null,
    forecast: seesForecasts ? await forecastNow(deps, cells, nowMs) : null,
  }
}

async function routesNow({ db }: Deps, principal: Principal, known: Known): Promise<object[]> {
  const { authorityId, contractorId } = principal
  const all = { limit: Number.MAX_SAFE_INTEGER }
  const own =
    contractorId === null
      ? undefined
      : new Set((await visibleRoutes(db, principal, all, known.nowMs)).map((it) => it.id))
  const routes: object[] = []
  for (let after: string | undefined; ; ) {
    const page = await listRouteGlances(db, { authorityId, after, limit: ROUTES_AT_ONCE })
    for (const route of page) if (own === undefined || own.has(route.id)) routes.push(routeNow(route, known))
    if (page.length < ROUTES_AT_ONCE) return routes
    after = page.at(-1)?.id
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}

function routeNow({ id, deadline, lastPassAtMs }: RouteGlance, known: Known): object {
  const sensors = known.sensors.get(id) ?? []
  const order = dispatchOf(known.orders.get(id) ?? [])
  const { condition, observedAtMs, knownUntilMs, statuses } = routeSnow(sensors)
  const { depthCm, depthSincePassCm, newSnowCm } = condition
  const nextDeadlineMs = order?.finishByMs ?? (deadline === null ? null : known.nextAt(deadline))
  return {
    id,
    condition: {
      depthCm,
      depthSincePassCm,
      newSnowCm,
      observedAt: isoOrNull(observedAtMs),
      validUntil: isoOrNull(knownUntilMs),
      why: depthCm === null ? whyUnknown(statuses) : null,
    },
    treatment: { status: treatmentStatus(order, lastPassAtMs, known.nowMs), lastPassAt: isoOrNull(lastPassAtMs) },
    nextDeadlineAt: isoOrNull(nextDeadlineMs),
  }
}

function orderNow(order: Order): object {
  const { id, routeId, level, state, deadlineState } = order
  return {
    id,
    routeId,
    level,
    state,
    deadlineState,
    requestedAt: isoOrNull(order.requestedAtMs),
    startedAt: isoOrNull(order.startedAtMs),
    startBy: isoOrNull(order.startByMs),
    finishBy: isoOrNull(order.finishByMs),
    alarmAt: isoOrNull(order.alarmAtMs),
  }
}

async function sensorsNow(
  { db }: Deps,
  authorityId: string,
  fleet: readonly FleetDevice[],
  nowMs: EpochMs,
): Promise<object[]> {
  const until = new Map<string, EpochMs>()
  for (const { target, toMs } of await listStandingSilences(db, authorityId, nowMs)) {
    if (target.kind === 'device') until.set(target.device, Math.max(toMs, until.get(target.device) ?? 0))
  }
  return fleet.flatMap(({ device, health, snow }) => {
    if (snow === null) return []
    const { id, routeId, lat, lon } = device
    const { status, depthCm, readingAtMs } = snow.evidence
    return {
      id,
      routeId,
      lat,
      lon,
      health: health?.status ?? 'never-seen',
      status,
      depthCm,
      readingAt: isoOrNull(readingAtMs),
      maintenanceUntil: isoOrNull(until.get(id) ?? null),
    }
  })
}

async function forecastNow({ forecast, config }: Deps, cells: readonly Cell[], nowMs: EpochMs): Promise<object> {
  const views: object[] = []
  for (const { id, lat, lon } of cells) {
    const found = await forecast.weather.forecastFor({ cellId: id }, nowMs)
    const snowfallCm = Array.from({ length: MAP_FORECAST_H }, (_, index) =>
      found === undefined ? null : tenth(snowfallBetween(found.forecast, nowMs, nowMs + (index + 1) * HOUR_MS)),
    )
    const issuedAt = isoOrNull(found?.forecast.issuedAtMs ?? null)
    views.push({ id, lat, lon, issuedAt, stale: found?.stale ?? true, snowfallCm })
  }
  return { cellDeg: config.forecast.cellDeg, cells: views, attribution: attributionOf(config.forecast) }
}

/** Deadlines are few and routes are many: each is looked up once. */
function nextAtIn(timeZone: string, nowMs: EpochMs): Known['nextAt'] {
  const found = new Map<string, EpochMs>()
  return (hhmm) => {
    const known = found.get(hhmm) ?? nextLocalTime(hhmm, timeZone, nowMs)
    found.set(hhmm, known)
    return known
  }
}

function tenth(valueCm: number | null): number | null {
  return valueCm === null ? null : Math.round(valueCm * 10) / 10
}
