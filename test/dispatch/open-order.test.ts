import fc from 'fast-check'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import {
  acceptOffer,
  approveOrder,
  completeOrder,
  declineOffer,
  rejectOrder,
  startOrder,
  withdrawOrder,
} from '../../src/dispatch/commands.ts'
import { startEscalation } from '../../src/dispatch/escalation.ts'
import { TRANSITIONS } from '../../src/dispatch/order-machine.ts'
import { isOpen, type Offer, type OrderState } from '../../src/domain/order.ts'
import { MINUTE_MS } from '../../src/domain/time.ts'
import { YukibanError } from '../../src/errors.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { listOrders } from '../../src/store/orders/list-orders.ts'
import type { StoredOrder } from '../../src/store/orders/order-row.ts'
import { type DispatchBench, OFFICER, openDispatch, RESPOND_MIN } from '../support/dispatch.ts'

const RUNS = 25
const ORDER_CALLS = { approveOrder, rejectOrder, startOrder, completeOrder, withdrawOrder }
const OFFER_CALLS = { acceptOffer, declineOffer }

/** `pick` chooses among what exists at that moment. */
type Action =
  | {
      readonly kind: 'raise'
      readonly route: 0 | 1
      readonly level: 'standby' | 'dispatch'
      readonly state: 'proposed' | 'requested'
    }
  | { readonly kind: 'onward'; readonly pick: number }
  | { readonly kind: 'order'; readonly call: keyof typeof ORDER_CALLS; readonly pick: number }
  | { readonly kind: 'offer'; readonly call: keyof typeof OFFER_CALLS; readonly pick: number }

const actions: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    kind: fc.constant('raise' as const),
    route: fc.constantFrom(0 as const, 1 as const),
    level: fc.constantFrom('standby' as const, 'dispatch' as const),
    state: fc.constantFrom('proposed' as const, 'requested' as const),
  }),
  fc.record({ kind: fc.constant('onward' as const), pick: fc.nat(100) }),
  fc.record({ kind: fc.constant('onward' as const), pick: fc.nat(100) }),
  fc.record({
    kind: fc.constant('order' as const),
    call: fc.constantFrom('approveOrder', 'rejectOrder', 'startOrder', 'completeOrder', 'withdrawOrder'),
    pick: fc.nat(100),
  }),
  fc.record({
    kind: fc.constant('offer' as const),
    call: fc.constantFrom('acceptOffer', 'acceptOffer', 'declineOffer'),
    pick: fc.nat(100),
  }),
)

/** What is done at the same time, and whether answer times then run out. */
const rounds = fc.array(
  fc.record({ together: fc.array(actions, { minLength: 1, maxLength: 5 }), expire: fc.nat(4).map((it) => it === 0) }),
  { minLength: 3, maxLength: 10 },
)

interface World {
  readonly orders: readonly StoredOrder[]
  readonly offers: readonly Offer[]
}

/** In an order that does not hang on random ids, so that a seed means the same plan every time. */
async function look(bench: DispatchBench, routes: readonly string[]): Promise<World> {
  const orders: StoredOrder[] = []
  for (const routeId of routes) {
    const own = await listOrders(bench.db, { routeId, limit: 1000 })
    orders.push(...own.toSorted((a, b) => a.createdAtMs - b.createdAtMs || (a.level < b.level ? -1 : 1)))
  }
  const offers: Offer[] = []
  for (const { id } of orders) {
    offers.push(...(await listOffers(bench.db, { orderId: id, limit: 1000 })).toSorted((a, b) => a.rank - b.rank))
  }
  return { orders, offers }
}

function perform(bench: DispatchBench, action: Action, routes: readonly string[], world: World): Promise<unknown> {
  switch (action.kind) {
    case 'raise':
      return bench.raise({ routeId: routes[action.route] ?? '', level: action.level, state: action.state })
    case 'onward': {
      const open = world.orders.filter((it) => isOpen(it.state))
      return onward(bench, open[action.pick % Math.max(1, open.length)], world)
    }
    case 'order': {
      const orderId = world.orders[action.pick % Math.max(1, world.orders.length)]?.id ?? 'none'
      return ORDER_CALLS[action.call](bench.ctx, { orderId, actor: OFFICER, reason: 'test' })
    }
    case 'offer': {
      const offer = world.offers[action.pick % Math.max(1, world.offers.length)]
      const actor = { kind: 'contractor', id: offer?.contractorId ?? 'c1' } as const
      return OFFER_CALLS[action.call](bench.ctx, { offerId: offer?.id ?? 'none', actor })
    }
  }
}

/** The next step on an order's way to completion. */
async function onward(bench: DispatchBench, order: StoredOrder | undefined, world: World): Promise<unknown> {
  if (order === undefined) return undefined
  const input = { orderId: order.id, actor: OFFICER }
  switch (order.state) {
    case 'proposed':
      return approveOrder(bench.ctx, input)
    case 'requested': {
      const offer = world.offers.find((it) => it.orderId === order.id && it.state === 'open')
      return offer && acceptOffer(bench.ctx, { offerId: offer.id, actor: OFFICER })
    }
    case 'accepted':
      return startOrder(bench.ctx, input)
    default:
      return completeOrder(bench.ctx, input)
  }
}

function expectSound({ orders, offers }: World): void {
  const open = orders.filter((it) => isOpen(it.state)).map((it) => `${it.routeId} ${it.level}`)
  expect(open, 'open orders of a level on a route').toEqual([...new Set(open)])
  for (const order of orders) {
    const own = offers.filter((it) => it.orderId === order.id)
    const asked = own.map((it) => it.contractorId)
    expect(asked, 'contractors asked for one order').toEqual([...new Set(asked)])
    const openOffers = own.filter((it) => it.state === 'open').length
    const waiting = order.state === 'requested' && order.alarmAtMs === null
    expect(openOffers, `open offers of an order that is ${order.state}`).toBe(waiting ? 1 : 0)
    const taken = own.filter((it) => it.state === 'accepted').map((it) => it.contractorId)
    expect(taken, `who accepted an order that is ${order.state}`).toEqual(
      order.contractorId === null ? [] : [order.contractorId],
    )
    const needsCrew = ['accepted', 'started', 'completed'].includes(order.state)
    if (needsCrew) expect(order.contractorId).not.toBeNull()
    expect(order.closedAtMs === null).toBe(isOpen(order.state))
  }
}

/** Every order's journal is a way through the documented table, and every completed dispatch is one pass. */
async function expectLawful(bench: DispatchBench, { orders }: World): Promise<void> {
  const events = await listEvents(bench.db, { limit: 100_000 })
  const passes = await bench.db.selectFrom('passes').select('order_id').execute()
  for (const order of orders) {
    const states = events
      .filter((it) => it.subject === order.id && it.type !== 'order.alarm')
      .map((it) => it.type.replace('order.', '') as OrderState)
    expect(['proposed', 'requested']).toContain(states[0])
    expect(states.at(-1)).toBe(order.state)
    for (const [index, state] of states.slice(1).entries()) {
      expect(Object.values(TRANSITIONS[states[index] ?? 'withdrawn'])).toContain(state)
    }
    const plowed = order.state === 'completed' && order.level === 'dispatch'
    expect(passes.filter((it) => it.order_id === order.id)).toHaveLength(plowed ? 1 : 0)
  }
}

test('whatever is asked for at the same time: one open order of a level per route, one open offer per order', async () => {
  const bench = await openDispatch({ routes: 2 * RUNS + 2 })
  const escalation = startEscalation({ ...bench, log: pino({ level: 'silent' }), onChange() {} })
  onTestFinished(() => escalation.stop())
  const reached = new Set<string>()
  let run = 0
  await fc.assert(
    fc.asyncProperty(rounds, async (plan) => {
      const routes = [`r${2 * run + 1}`, `r${2 * run + 2}`]
      run++
      let world = await look(bench, routes)
      for (const { together, expire } of plan) {
        await bench.advance(1)
        const results = await Promise.allSettled(together.map((it) => perform(bench, it, routes, world)))
        for (const it of results) {
          if (it.status === 'fulfilled') continue
          expect(it.reason).toBeInstanceOf(YukibanError)
          expect(['conflict', 'not-found']).toContain(it.reason.code)
        }
        if (expire) {
          escalation.nudge()
          await bench.advance((RESPOND_MIN + 1) * MINUTE_MS)
          await escalation.settled()
        }
        world = await look(bench, routes)
        expectSound(world)
        for (const it of [...world.orders, ...world.offers]) reached.add(it.state)
      }
      await expectLawful(bench, world)
    }),
    { numRuns: RUNS, endOnFailure: true, seed: 20260120 },
  )
  // A plan that never got anywhere would prove nothing.
  expect(reached).toEqual(
    new Set([...Object.keys(TRANSITIONS), 'open', 'accepted', 'declined', 'expired', 'withdrawn']),
  )
}, 60_000)

test('of many raised at once, one is opened', async () => {
  const bench = await openDispatch()
  const raised = await Promise.all(Array.from({ length: 10 }, () => bench.raise()))
  expect(raised.filter((it) => it !== undefined)).toHaveLength(1)
  expect(await listOffers(bench.db, { limit: 10 })).toHaveLength(1)
  expect(await bench.raise({ level: 'standby' })).toBeDefined()
})
