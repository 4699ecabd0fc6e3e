import { toIso } from '../domain/time.ts'
import type { Trx } from '../store/database.ts'
import { type DutyNotice, enqueueDutyNotice } from '../store/deliveries/enqueue-duty-notice.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { requireRoute } from './require.ts'

/** Tells the officers on duty of an order, with what they need to decide beside `more`. */
export async function tellDuty(
  trx: Trx,
  order: StoredOrder,
  type: DutyNotice['type'],
  more: object,
  nowMs: number,
): Promise<void> {
  const route = await requireRoute(trx, order.routeId)
  const data = {
    orderId: order.id,
    level: order.level,
    state: order.state,
    priority: order.priority,
    route: { id: route.id, name: route.name, blockId: route.blockId, roadClass: route.roadClass },
    startBy: order.startByMs === null ? null : toIso(order.startByMs),
    finishBy: order.finishByMs === null ? null : toIso(order.finishByMs),
    ...more,
  }
  await enqueueDutyNotice(trx, { authorityId: order.authorityId, orderId: order.id, type, data, nowMs })
}
