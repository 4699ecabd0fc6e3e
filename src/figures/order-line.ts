import { ORDER_STATES } from '../domain/order.ts'
import { SECOND_MS } from '../domain/time.ts'
import type { JournalEvent } from '../store/events/list-events.ts'
import type { RoutedOrder } from '../store/orders/orders-with-routes.ts'
import { SLOTS_PER_MS, tagValue, timestampNs } from '../store/readings/influx/line-protocol.ts'

/** Measurement that holds every step of every order. */
const ORDER_MEASUREMENT = 'order'

/** Steps beside the states an order goes through: nobody left to ask, and what becomes of its deadline. */
const NOTES = ['alarm', 'at-risk', 'deadline-missed'] as const

/** What a step is called: the state it led to, or a note. */
export const ORDER_STEPS = [...ORDER_STATES, ...NOTES] as const
export type OrderStep = (typeof ORDER_STEPS)[number]

/** The step that an event of the journal tells of; undefined: none. */
export function orderStep({ type }: Pick<JournalEvent, 'type'>): OrderStep | undefined {
  return ORDER_STEPS.find((it) => type === `order.${it}`)
}

/**
 * A step of an order as a line of line protocol. Its time and nanosecond are the event's own, so that writing it again
 * changes nothing. It names neither person nor firm. `raised_s` and `asked_s` are the seconds since the order was raised
 * and since contractors were first asked.
 * Throws RangeError for an id that line protocol cannot carry.
 */
export function orderLine(event: JournalEvent, step: OrderStep, { order, blockId, roadClass }: RoutedOrder): string {
  const tags = {
    authority: order.authorityId,
    block: blockId,
    class: roadClass,
    level: order.level,
    route: order.routeId,
    step,
  }
  const written = Object.entries(tags).map(([name, value]) => `${name}=${tagValue(value)}`)
  const askedMs = order.requestedAtMs
  const fields = [
    'n=1',
    `raised_s=${secondsSince(order.createdAtMs, event.atMs)}`,
    ...(askedMs === null || askedMs > event.atMs ? [] : [`asked_s=${secondsSince(askedMs, event.atMs)}`]),
  ]
  return `${ORDER_MEASUREMENT},${written.join(',')} ${fields.join(',')} ${timestampNs(event.atMs, event.id % SLOTS_PER_MS)}`
}

function secondsSince(fromMs: number, atMs: number): number {
  return Math.max(0, atMs - fromMs) / SECOND_MS
}
