import { median } from 'simple-statistics'
import type { Level } from '../domain/criterion.ts'
import type { SensorEvidence } from '../domain/decision.ts'
import type { OrderState } from '../domain/order.ts'
import { MINUTE_MS } from '../domain/time.ts'
import type { SensorState } from '../snow/fold.ts'
import type { Db } from '../store/database.ts'
import { listRouteDevices } from '../store/devices/list-route-devices.ts'
import { listOrders } from '../store/orders/list-orders.ts'
import { lastPass } from '../store/passes/list-passes.ts'
import { findRoute } from '../store/routes/find-route.ts'
import { sensorEvidence } from './route-view.ts'

/** Condition (snow now) and treatment (plowed when) of a route: two different things. */
export interface RouteState {
  readonly routeId: string
  readonly atMs: number
  readonly condition: {
    /** unknown: no sensor has spoken recently enough; then every value is null. */
    readonly status: 'known' | 'unknown'
    readonly depthCm: number | null
    readonly depthSincePassCm: number | null
    readonly newSnowCm: number | null
  }
  readonly treatment: {
    readonly lastPassAtMs: number | null
    readonly lastPassSource: string | null
    readonly openOrders: readonly { readonly id: string; readonly level: Level; readonly state: OrderState }[]
  }
  readonly sensors: readonly SensorEvidence[]
}

/** A sensor silent for this many of its intervals is stale; at least STALE_FLOOR_MIN. */
const STALE_INTERVALS = 4
const STALE_FLOOR_MIN = 45

/** The state of a route now; undefined when there is no such route. */
export async function routeState(
  deps: { readonly db: Db; sensorState(deviceId: string): Promise<SensorState | undefined> },
  routeId: string,
  nowMs: number,
): Promise<RouteState | undefined> {
  const route = await findRoute(deps.db, routeId)
  if (route === undefined) return undefined
  const sensors: SensorEvidence[] = []
  const overCarriageway = new Set<string>()
  for (const device of await listRouteDevices(deps.db, routeId)) {
    const state = await deps.sensorState(device.id)
    const staleMin = Math.max(STALE_FLOOR_MIN, (device.intervalS * 1000 * STALE_INTERVALS) / MINUTE_MS)
    if (device.surface === 'carriageway') overCarriageway.add(device.id)
    sensors.push(sensorEvidence(device, state, staleMin, nowMs))
  }
  const usable = sensors.filter((it) => it.status === 'ok')
  // What lies on the road is what a carriageway sensor sees; the bank beside it keeps its snow when the road is plowed.
  const onRoad = usable.filter((it) => overCarriageway.has(it.device))
  const pass = await lastPass(deps.db, routeId)
  const open = await listOrders(deps.db, { routeId, openOnly: true, limit: 10 })
  return {
    routeId,
    atMs: nowMs,
    condition: {
      status: usable.length > 0 ? 'known' : 'unknown',
      depthCm: middle((onRoad.length > 0 ? onRoad : usable).map((it) => it.depthCm)),
      depthSincePassCm: middle(usable.map((it) => it.depthSincePassCm)),
      newSnowCm: middle(usable.map((it) => it.newSnowCm)),
    },
    treatment: {
      lastPassAtMs: pass?.atMs ?? null,
      lastPassSource: pass?.source ?? null,
      openOrders: open.map(({ id, level, state }) => ({ id, level, state })),
    },
    sensors,
  }
}

function middle(values: readonly (number | null)[]): number | null {
  const known = values.filter((it) => it !== null)
  return known.length === 0 ? null : median(known)
}
