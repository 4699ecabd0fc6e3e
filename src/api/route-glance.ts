import { type RouteState, routeDepths } from '../decide/route-state.ts'
import type { SensorEvidence } from '../domain/decision.ts'
import type { Surface } from '../domain/device.ts'
import type { Order } from '../domain/order.ts'
import type { EpochMs } from '../domain/time.ts'
import { listOrders } from '../store/orders/list-orders.ts'
import type { ApiDeps } from './deps.ts'
import { type FleetDevice, fleetOf } from './fleet-read.ts'

/**
 * The snow of every route of an authority in one reading of its sensors, for views that show all of them: asking for one
 * route's state after the other takes seconds in a prefecture.
 */

/** A sensor as a route's condition takes it. */
export type Seen = SensorEvidence & { readonly surface: Surface; readonly validUntilMs: EpochMs | null }

/** Snow on a route as its sensors tell it at one moment. */
export interface RouteSnow {
  readonly condition: Omit<RouteState['condition'], 'snowfall'>
  /** Newest accepted reading of any of them, however old; null: none has ever spoken. */
  readonly observedAtMs: EpochMs | null
  /** Until when the condition stays known if none speaks again; null: it is unknown already. */
  readonly knownUntilMs: EpochMs | null
  readonly statuses: readonly SensorEvidence['status'][]
}

/** What the sensors of one route say together. Pure. */
export function routeSnow(sensors: readonly Seen[]): RouteSnow {
  return {
    condition: routeDepths(sensors),
    observedAtMs: latest(sensors.map((it) => it.readingAtMs)),
    knownUntilMs: latest(sensors.map((it) => it.validUntilMs)),
    statuses: sensors.map((it) => it.status),
  }
}

/** Every device of an authority with what lies under it now. */
export async function readFleet(
  deps: Pick<ApiDeps, 'db' | 'sensorState'>,
  authorityId: string,
  nowMs: EpochMs,
): Promise<FleetDevice[]> {
  const fleet: FleetDevice[] = []
  for await (const page of fleetOf(deps, authorityId, nowMs)) fleet.push(...page)
  return fleet
}

/** The snow sensors of each route that has any. */
export function sensorsByRoute(fleet: readonly FleetDevice[]): ReadonlyMap<string, readonly Seen[]> {
  const seen = fleet.flatMap(({ device: { routeId, surface }, snow }) =>
    snow === null || routeId === null
      ? []
      : [{ routeId, sensor: { ...snow.evidence, surface, validUntilMs: snow.validUntilMs } }],
  )
  const grouped = Map.groupBy(seen, (it) => it.routeId)
  return new Map([...grouped].map(([routeId, them]) => [routeId, them.map((it) => it.sensor)]))
}

/** Open orders of an authority; for a contractor those it was asked for. */
export function readOpenOrders(
  { db }: Pick<ApiDeps, 'db'>,
  whose: { readonly authorityId: string; readonly contractorId?: string },
): Promise<Order[]> {
  return listOrders(db, { ...whose, openOnly: true, limit: Number.MAX_SAFE_INTEGER })
}

export function byRoute(orders: readonly Order[]): ReadonlyMap<string, readonly Order[]> {
  return Map.groupBy(orders, (it) => it.routeId)
}

function latest(times: readonly (EpochMs | null)[]): EpochMs | null {
  return times.reduce((newest, it) => (it === null || (newest !== null && newest > it) ? newest : it), null)
}
