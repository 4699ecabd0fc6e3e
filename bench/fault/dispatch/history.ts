import { isOpen, OPEN_ORDER_STATES, ORDER_STATES } from '../../../src/domain/order.ts'
import type { JournalEvent } from '../../../src/store/events/list-events.ts'

const OPEN = new Set<string>(OPEN_ORDER_STATES.map((it) => `order.${it}`))
const CLOSED = new Set<string>(ORDER_STATES.filter((it) => !isOpen(it)).map((it) => `order.${it}`))
const OFFER_CLOSED = new Set(['offer.accepted', 'offer.declined', 'offer.expired', 'offer.withdrawn'])

/**
 * What the journal tells was there twice: two open orders of a level on a route, two open offers of an order, an order
 * two contractors took. @param events in order of writing.
 */
export function doubledIn(events: readonly JournalEvent[]): string[] {
  const found: string[] = []
  const openOrders = new Map<string, string>()
  const openOffers = new Map<string, string>()
  const takers = new Map<string, Set<string>>()
  for (const { type, subject, contractorId, data } of events) {
    if (OPEN.has(type) || CLOSED.has(type)) {
      const place = `${data.level} on ${data.routeId}`
      const open = openOrders.get(place)
      if (CLOSED.has(type)) {
        if (open === subject) openOrders.delete(place)
      } else if (open !== undefined && open !== subject) found.push(`${place}: ${subject} was opened beside ${open}`)
      else openOrders.set(place, subject)
    }
    const orderId = String(data.orderId)
    if (type === 'offer.created') {
      const open = openOffers.get(orderId)
      if (open !== undefined) found.push(`${orderId}: ${subject} was made beside ${open}`)
      openOffers.set(orderId, subject)
    } else if (OFFER_CLOSED.has(type) && openOffers.get(orderId) === subject) openOffers.delete(orderId)
    if (type === 'offer.accepted') {
      const who = (takers.get(orderId) ?? new Set()).add(String(contractorId))
      takers.set(orderId, who)
      if (who.size > 1) found.push(`${orderId} was taken by ${[...who].join(' and ')}`)
    }
  }
  return found
}
