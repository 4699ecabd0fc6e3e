import { type Static, Type } from 'typebox'
import type { RouteState } from '../decide/route-state.ts'
import { ORDER_STATES } from '../domain/order.ts'
import { toIso } from '../domain/time.ts'
import type { Db } from '../store/database.ts'
import { listOrders } from '../store/orders/list-orders.ts'
import type { Principal } from './principal.ts'
import { nullableNumber, nullableText, nullableTime, oneOf, record, ref, Time } from './schema.ts'
import { SensorSnowSchema, SNOWFALL_FIELDS, sensorSnowView } from './sensor-view.ts'
import { isoOrNull } from './times.ts'

/** Snow on a route and what has been done about it: two facts, never mixed. */
export const StateSchema = record(
  {
    routeId: Type.String(),
    at: Time,
    condition: record({
      status: oneOf(['known', 'unknown'], '`unknown` is never taken for "no snow".'),
      depthCm: nullableNumber('On the carriageway where a sensor sees it, cm.'),
      depthSincePassCm: nullableNumber('Above the lowest point since the last pass, cm.'),
      newSnowCm: nullableNumber('New snow since the last pass, cm.'),
      snowfall: Type.Array(
        record({
          ...SNOWFALL_FIELDS,
          sensors: Type.Integer({
            description: 'Usable sensors that can tell the new snow; the value is their median.',
          }),
        }),
      ),
    }),
    treatment: record({
      lastPassAt: nullableTime(),
      lastPassSource: nullableText(),
      openOrders: Type.Array(
        record({ id: Type.String(), level: oneOf(['standby', 'dispatch']), state: oneOf(ORDER_STATES) }),
      ),
    }),
    sensors: Type.Array(ref(SensorSnowSchema)),
  },
  { $id: 'RouteState' },
)
type StateView = Static<typeof StateSchema>

/** A route's state as its caller may see it: contractors get their own orders, and no sensors. */
export async function routeStateView(db: Db, state: RouteState, principal: Principal): Promise<StateView> {
  const { depthCm, depthSincePassCm, newSnowCm, status, snowfall } = state.condition
  const { lastPassAtMs, lastPassSource, openOrders } = state.treatment
  const orders = openOrders.map(({ id, level, state: orderState }) => ({ id, level, state: orderState }))
  const view: StateView = {
    routeId: state.routeId,
    at: toIso(state.atMs),
    condition: { status, depthCm, depthSincePassCm, newSnowCm, snowfall: snowfall.map((it) => ({ ...it })) },
    treatment: { lastPassAt: isoOrNull(lastPassAtMs), lastPassSource, openOrders: orders },
    sensors: state.sensors.map(sensorSnowView),
  }
  const { contractorId } = principal
  if (contractorId === null) return view
  const filter = { contractorId, routeId: state.routeId, openOnly: true, limit: openOrders.length + 1 }
  const own = new Set((await listOrders(db, filter)).map((it) => it.id))
  view.treatment.openOrders = orders.filter((it) => own.has(it.id))
  view.sensors = []
  return view
}
