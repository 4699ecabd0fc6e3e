import { reasonText } from '../../criteria/reason-text.ts'
import { isOpen } from '../../domain/order.ts'
import { findDecision } from '../../store/decisions/find-decision.ts'
import type { Delivery, NoticeBody, NoticeItem } from '../../store/deliveries/delivery.ts'
import { findOrder } from '../../store/orders/find-order.ts'
import type { StoredOrder } from '../../store/orders/order-row.ts'
import { findRoute } from '../../store/routes/find-route.ts'
import type { Obsolete } from '../carrier.ts'
import type { DutyNotice, DutyRoute } from '../message/notice.ts'
import type { LoadContext, LoadedNotice } from './load-notice.ts'

/** What officers must know and nobody has settled yet. */
export async function loadDuty(
  delivery: Delivery,
  kind: DutyNotice['kind'],
  context: LoadContext,
): Promise<LoadedNotice | Obsolete> {
  const { items } = JSON.parse(delivery.bodyJson) as NoticeBody
  const routes: DutyRoute[] = []
  for (const item of items) {
    const route = await dutyRoute(item, kind, context)
    if (route !== undefined) routes.push(route)
  }
  if (routes.length === 0) return { kind: 'obsolete', why: 'it was settled before the message was due' }
  const notice = { kind, authority: context.authority, routes }
  return { kind: 'notice', notice, offerIds: [], uselessAtMs: null }
}

async function dutyRoute(
  item: NoticeItem,
  kind: DutyNotice['kind'],
  { db, language }: LoadContext,
): Promise<DutyRoute | undefined> {
  const why = textOf(item.data.why) ?? textOf(item.data.reason)
  const order = item.orderId === null ? undefined : await findOrder(db, item.orderId)
  if (order === undefined) {
    const name = textOf(item.data.name) ?? item.orderId ?? '-'
    return {
      orderId: item.orderId,
      name,
      level: null,
      why,
      startByMs: null,
      finishByMs: null,
      missed: false,
      reasons: [],
    }
  }
  if (isSettled(order, kind, why)) return undefined
  const decision = order.decisionId === null ? undefined : await findDecision(db, order.decisionId)
  return {
    orderId: order.id,
    name: (await findRoute(db, order.routeId))?.name ?? order.routeId,
    level: order.level,
    why,
    startByMs: order.startByMs,
    finishByMs: order.finishByMs,
    missed: order.deadlineState === 'missed',
    reasons: (decision?.reasons ?? []).map((it) => reasonText(it, language)),
  }
}

/** Whether what the notice was about has been dealt with meanwhile. */
function isSettled(order: StoredOrder, kind: DutyNotice['kind'], why: string | null): boolean {
  if (!isOpen(order.state)) return true
  switch (kind) {
    case 'proposed':
      return order.state !== 'proposed'
    case 'at-risk':
      // begun in time after all, or given another deadline
      if (order.deadlineState === 'on-time') return true
      return why === 'not-accepted' && order.state !== 'proposed' && order.state !== 'requested'
    case 'alarm':
      if (why === 'no-longer-needed') return order.level === 'dispatch' && order.state === 'started'
      return order.state !== 'requested' || order.alarmAtMs === null
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
