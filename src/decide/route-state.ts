import { median } from 'simple-statistics'
import type { Level } from '../domain/criterion.ts'
import type { Order, OrderState } from '../domain/order.ts'
import { MINUTE_MS } from '../domain/time.ts'
import type { SensorState } from '../snow/fold.ts'
import { WINDOW_HOURS } from '../snow/windows.ts'
import type { Db } from '../store/database.ts'
import { listRouteDevices } from '../store/devices/list-route-devices.ts'
import { listOrders } from '../store/orders/list-orders.ts'
import { lastPass } from '../store/passes/list-passes.ts'
import { findRoute } from '../store/routes/find-route.ts'
import { tenthOrNull } from './route-view.ts'
import { type SensorSnow, sensorSnow } from './sensor-snow.ts'
import { staleMinOf } from './stale.ts'

/** Snowfall of the last `hours` on a route: the median of the usable sensors that can tell it. */
export interface RouteSnowfall {
  readonly hours: number
  /** Null: no usable sensor can tell. */
  readonly newSnowCm: number | null
  readonly hourlySumCm: number | null
  /** How many sensors could tell the new snow. */
  readonly sensors: number
}

/** An open order as far as a route's state tells of it. */
export interface RouteOrder {
  readonly id: string
  readonly level: Level
  readonly state: OrderState
  /** null: nobody has been asked yet. */
  readonly requestedAtMs: number | null
  readonly startedAtMs: number | null
  readonly finishByMs: number | null
}

/** Condition (snow now) and treatment (plowed when) of a route: two different things. */
export interface RouteState {
  readonly routeId: string
  readonly atMs: number
  /** Newest accepted reading of any of its sensors, however old; null: none has ever spoken. */
  readonly observedAtMs: number | null
  /** Until when the condition stays known if no sensor speaks again; null: it is unknown already. */
  readonly knownUntilMs: number | null
  readonly condition: {
    /** unknown: no sensor has spoken recently enough; then every value is null. */
    readonly status: 'known' | 'unknown'
    readonly depthCm: number | null
    readonly depthSincePassCm: number | null
    readonly newSnowCm: number | null
    readonly snowfall: readonly RouteSnowfall[]
  }
  readonly treatment: {
    readonly lastPassAtMs: number | null
    readonly lastPassSource: string | null
    readonly openOrders: readonly RouteOrder[]
  }
  readonly sensors: readonly SensorSnow[]
}

/** The state of a route now; undefined when there is no such route. */
export async function routeState(
  deps: { readonly db: Db; sensorState(deviceId: string): Promise<SensorState | undefined> },
  routeId: string,
  nowMs: number,
): Promise<RouteState | undefined> {
  const route = await findRoute(deps.db, routeId)
  if (route === undefined) return undefined
  const sensors: SensorSnow[] = []
  let knownUntilMs: number | null = null
  for (const device of await listRouteDevices(deps.db, routeId)) {
    const sensor = sensorSnow(device, await deps.sensorState(device.id), nowMs)
    sensors.push(sensor)
    if (sensor.status !== 'ok' || sensor.readingAtMs === null) continue
    knownUntilMs = Math.max(knownUntilMs ?? 0, sensor.readingAtMs + staleMinOf(device) * MINUTE_MS)
  }
  const pass = await lastPass(deps.db, routeId)
  const open = await listOrders(deps.db, { routeId, openOnly: true, limit: 10 })
  return {
    routeId,
    atMs: nowMs,
    observedAtMs: newest(sensors),
    knownUntilMs,
    condition: routeCondition(sensors),
    treatment: {
      lastPassAtMs: pass?.atMs ?? null,
      lastPassSource: pass?.source ?? null,
      openOrders: open.map(routeOrder),
    },
    sensors,
  }
}

function routeOrder({ id, level, state, requestedAtMs, startedAtMs, finishByMs }: Order): RouteOrder {
  return { id, level, state, requestedAtMs, startedAtMs, finishByMs }
}

function newest(sensors: readonly SensorSnow[]): number | null {
  const times = sensors.flatMap((it) => it.readingAtMs ?? [])
  return times.length === 0 ? null : Math.max(...times)
}

/** Snow on a route now, from its sensors that are ok. */
export function routeCondition(sensors: readonly SensorSnow[]): RouteState['condition'] {
  return { ...routeDepths(sensors), snowfall: snowfallOf(sensors.filter((it) => it.status === 'ok')) }
}

/** The depths of a route at one moment, from its sensors that were ok then. */
export function routeDepths(
  sensors: readonly Pick<SensorSnow, 'status' | 'surface' | 'depthCm' | 'depthSincePassCm' | 'newSnowCm'>[],
): Omit<RouteState['condition'], 'snowfall'> {
  const usable = sensors.filter((it) => it.status === 'ok')
  // What lies on the road is what a carriageway sensor sees; the bank beside it keeps its snow when the road is plowed.
  const onRoad = usable.filter((it) => it.surface === 'carriageway')
  return {
    status: usable.length > 0 ? 'known' : 'unknown',
    depthCm: middle((onRoad.length > 0 ? onRoad : usable).map((it) => it.depthCm)),
    depthSincePassCm: middle(usable.map((it) => it.depthSincePassCm)),
    newSnowCm: middle(usable.map((it) => it.newSnowCm)),
  }
}

function snowfallOf(usable: readonly SensorSnow[]): RouteSnowfall[] {
  return WINDOW_HOURS.map((hours, index) => {
    const windows = usable.flatMap((it) => it.snowfall[index] ?? [])
    return {
      hours,
      newSnowCm: tenthOrNull(middle(windows.map((it) => it.newSnowCm))),
      hourlySumCm: middle(windows.map((it) => it.hourlySumCm)),
      sensors: windows.filter((it) => it.newSnowCm !== null).length,
    }
  })
}

function middle(values: readonly (number | null)[]): number | null {
  const known = values.filter((it) => it !== null)
  return known.length === 0 ? null : median(known)
}
