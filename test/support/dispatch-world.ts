import { expect } from 'vitest'
import { TRANSITIONS } from '../../src/dispatch/order-machine.ts'
import { type CallOut, isOpen, type Offer, ORDER_STATES, type OrderState } from '../../src/domain/order.ts'
import { listCallOuts } from '../../src/store/call-outs/list-call-outs.ts'
import type { Db } from '../../src/store/database.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { verifyChain } from '../../src/store/events/verify-chain.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { listOrders } from '../../src/store/orders/list-orders.ts'
import type { StoredOrder } from '../../src/store/orders/order-row.ts'

/** Everything there is of dispatch. */
export interface World {
  readonly orders: readonly StoredOrder[]
  readonly offers: readonly Offer[]
  readonly callOuts: readonly CallOut[]
}

const ALL = { limit: 100_000 }

/** In an order that does not hang on random ids, so that a seed means the same plan every time. */
export async function lookAt(db: Db): Promise<World> {
  const place = (it: StoredOrder) => `${it.createdAtMs} ${it.routeId} ${it.level}`
  const orders = (await listOrders(db, ALL)).toSorted((a, b) => (place(a) < place(b) ? -1 : 1))
  const offers = (await listOffers(db, ALL)).toSorted(
    (a, b) => indexOf(orders, a) - indexOf(orders, b) || a.rank - b.rank,
  )
  const callOuts = (await listCallOuts(db, ALL)).toSorted(
    (a, b) => a.createdAtMs - b.createdAtMs || (sortKey(a) < sortKey(b) ? -1 : 1),
  )
  return { orders, offers, callOuts }
}

function indexOf(orders: readonly StoredOrder[], offer: Offer): number {
  return orders.findIndex((it) => it.id === offer.orderId)
}

function sortKey(it: CallOut): string {
  return `${it.contractorId} ${it.level}`
}

/** What holds of dispatch at any moment, whatever was done before. */
export function expectSound(world: World, capacities: Readonly<Record<string, number>> = {}): void {
  const { orders, offers } = world
  const open = orders.filter((it) => isOpen(it.state)).map((it) => `${it.routeId} ${it.level}`)
  expect(open, 'open orders of a level on a route').toEqual([...new Set(open)])
  for (const order of orders)
    expectSoundOrder(
      order,
      offers.filter((it) => it.orderId === order.id),
    )
  for (const callOut of world.callOuts) expectSoundCallOut(callOut, world)
  for (const [contractorId, capacity] of Object.entries(capacities)) {
    expect(routesInHand(world, contractorId).size, `routes of ${contractorId}`).toBeLessThanOrEqual(capacity)
  }
}

function expectSoundOrder(order: StoredOrder, own: readonly Offer[]): void {
  const asked = own.map((it) => it.contractorId)
  expect(asked, 'contractors asked for one order').toEqual([...new Set(asked)])
  const openOffers = own.filter((it) => it.state === 'open').length
  const waiting = order.state === 'requested' && order.alarmAtMs === null
  expect(openOffers, `open offers of an order that is ${order.state}`).toBe(waiting ? 1 : 0)
  if (order.alarmAtMs !== null) expect(order.state, 'what an alarm is for').toBe('requested')
  const taken = own.filter((it) => it.state === 'accepted').map((it) => it.contractorId)
  expect(taken, `who accepted an order that is ${order.state}`).toEqual(
    order.contractorId === null ? [] : [order.contractorId],
  )
  const needsCrew = ['accepted', 'started', 'completed'].includes(order.state)
  if (needsCrew) expect(order.contractorId).not.toBeNull()
  expect(order.closedAtMs === null).toBe(isOpen(order.state))
}

function expectSoundCallOut(callOut: CallOut, { orders, offers }: World): void {
  const own = offers.filter((it) => it.callOutId === callOut.id)
  expect(own.length, 'offers of a call-out').toBeGreaterThan(0)
  for (const offer of own) {
    expect(offer.contractorId).toBe(callOut.contractorId)
    expect(orders.find((it) => it.id === offer.orderId)?.level).toBe(callOut.level)
    expect(offer.createdAtMs - callOut.createdAtMs).toBeLessThan(60_000)
    if (callOut.answeredAtMs !== null) expect(offer.createdAtMs).toBeLessThanOrEqual(callOut.answeredAtMs)
  }
  expect(callOut.respondByMs).toBe(Math.max(...own.map((it) => it.respondByMs)))
  const answered = own.some((it) => ['accepted', 'declined', 'expired'].includes(it.state))
  expect(callOut.answeredAtMs !== null, 'answered').toBe(answered)
}

function routesInHand({ orders, offers }: World, contractorId: string): Set<string> {
  const asked = new Set(
    offers.filter((it) => it.state === 'open' && it.contractorId === contractorId).map((it) => it.orderId),
  )
  const held = (it: StoredOrder) => it.contractorId === contractorId && ['accepted', 'started'].includes(it.state)
  return new Set(orders.filter((it) => asked.has(it.id) || held(it)).map((it) => it.routeId))
}

/**
 * What holds of the whole story: every event is chained, every order's journal is a way through the documented table,
 * every completed dispatch is one pass, and a stand-by became a dispatch of the same contractor.
 */
export async function expectLawful(db: Db, { orders }: World): Promise<void> {
  expect(await verifyChain(db)).toMatchObject({ broken: null })
  const events = await listEvents(db, ALL)
  const passes = await db.selectFrom('passes').select('order_id').execute()
  const types = ORDER_STATES.map((it) => `order.${it}`)
  for (const order of orders) {
    const states = events
      .filter((it) => it.subject === order.id && types.includes(it.type))
      .map((it) => it.type.replace('order.', '') as OrderState)
    expect(['proposed', 'requested']).toContain(states[0])
    expect(states.at(-1)).toBe(order.state)
    for (const [index, state] of states.slice(1).entries()) {
      expect(Object.values(TRANSITIONS[states[index] ?? 'withdrawn'])).toContain(state)
    }
    const plowed = order.state === 'completed' && order.level === 'dispatch'
    expect(passes.filter((it) => it.order_id === order.id)).toHaveLength(plowed ? 1 : 0)
    if (plowed) expect(order.startedAtMs).not.toBeNull()
    if (order.closedReason === 'turned-into-dispatch') {
      const dispatch = orders.find((it) => it.level === 'dispatch' && it.acceptedAtMs === order.closedAtMs)
      expect(dispatch).toMatchObject({ routeId: order.routeId, contractorId: order.contractorId })
    }
  }
}
