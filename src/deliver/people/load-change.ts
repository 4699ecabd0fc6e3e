import { ORDER_STATES, type OrderState } from '../../domain/order.ts'
import { findContractor } from '../../store/contractors/find-contractor.ts'
import type { Db } from '../../store/database.ts'
import type { Delivery, NoticeBody, NoticeItem } from '../../store/deliveries/delivery.ts'
import { wasTold } from '../../store/deliveries/was-told.ts'
import { findOrder } from '../../store/orders/find-order.ts'
import { findRoute } from '../../store/routes/find-route.ts'
import type { Obsolete } from '../carrier.ts'
import type { ChangedRoute, ChangeNotice } from '../message/notice.ts'
import type { LoadContext, LoadedNotice } from './load-notice.ts'

/** What became of orders that a contractor knows of; those it was never told of are left out. */
export async function loadChange(
  delivery: Delivery,
  kind: ChangeNotice['kind'],
  { db, authority }: LoadContext,
): Promise<LoadedNotice | Obsolete> {
  const contractorId = delivery.contractorId ?? ''
  const { items } = JSON.parse(delivery.bodyJson) as NoticeBody
  const routes: ChangedRoute[] = []
  for (const item of items) {
    const route = await changedRoute(db, contractorId, item)
    if (route !== undefined) routes.push(route)
  }
  if (routes.length === 0) return { kind: 'obsolete', why: 'the contractor was never told of what this would end' }
  const contractor = (await findContractor(db, contractorId))?.name ?? contractorId
  return { kind: 'notice', notice: { kind, authority, contractor, routes }, offerIds: [], uselessAtMs: null }
}

async function changedRoute(db: Db, contractorId: string, item: NoticeItem): Promise<ChangedRoute | undefined> {
  const { orderId, data } = item
  if (orderId === null || !(await wasTold(db, contractorId, orderId))) return undefined
  const order = await findOrder(db, orderId)
  if (order === undefined) return undefined
  const route = await findRoute(db, order.routeId)
  const { reason, state } = data
  return {
    name: route?.name ?? order.routeId,
    level: order.level,
    reason: typeof reason === 'string' && reason !== '' ? reason : null,
    state: isOrderState(state) ? state : null,
  }
}

function isOrderState(value: unknown): value is OrderState {
  return (ORDER_STATES as readonly unknown[]).includes(value)
}
