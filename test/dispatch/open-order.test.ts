import fc from 'fast-check'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { acceptCallOut, declineCallOut, readCallOut } from '../../src/dispatch/call-outs.ts'
import {
  acceptOffer,
  approveOrder,
  type CommandContext,
  completeOrder,
  declineOffer,
  rejectOrder,
  startOrder,
  withdrawOrder,
} from '../../src/dispatch/commands.ts'
import { startEscalation } from '../../src/dispatch/escalation.ts'
import { TRANSITIONS } from '../../src/dispatch/order-machine.ts'
import { raiseOrder } from '../../src/dispatch/raise-order.ts'
import { releaseOrder } from '../../src/dispatch/release-order.ts'
import { requireRoute } from '../../src/dispatch/require.ts'
import { startStartWatch } from '../../src/dispatch/start-watch.ts'
import { isOpen } from '../../src/domain/order.ts'
import { MINUTE_MS, SECOND_MS } from '../../src/domain/time.ts'
import { YukibanError } from '../../src/errors.ts'
import type { Loop } from '../../src/loop.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import type { StoredOrder } from '../../src/store/orders/order-row.ts'
import { type DispatchBench, OFFICER, openDispatch, RESPOND_MIN } from '../support/dispatch.ts'
import { expectLawful, expectSound, lookAt, type World } from '../support/dispatch-world.ts'
import { twoConnections, unlessBusy } from '../support/shared-database.ts'

const RUNS = 40
const ROUTES = 3
/** c1 can carry fewer routes than there are; c2 has no limit. */
const CAPACITIES = { c1: 2 }
const ORDER_CALLS = { approveOrder, rejectOrder, startOrder, completeOrder, withdrawOrder }
const OFFER_CALLS = { acceptOffer, declineOffer }
const CALL_OUT_CALLS = { acceptCallOut, declineCallOut, readCallOut }

/** `pick` chooses among what exists at that moment, `via` the connection it is done by. */
type Action = { readonly via: 0 | 1; readonly pick: number } & (
  | {
      readonly kind: 'raise'
      readonly level: 'standby' | 'dispatch'
      readonly state: 'proposed' | 'requested'
      readonly priority: number
    }
  | { readonly kind: 'onward' }
  | { readonly kind: 'release' }
  | { readonly kind: 'order'; readonly call: keyof typeof ORDER_CALLS }
  | { readonly kind: 'offer'; readonly call: keyof typeof OFFER_CALLS }
  | { readonly kind: 'call-out'; readonly call: keyof typeof CALL_OUT_CALLS; readonly whole: boolean }
)

const by = { via: fc.constantFrom(0 as const, 1 as const), pick: fc.nat(100) }
const kind = <K extends Action['kind']>(it: K) => fc.constant(it)

const actions: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      ...by,
      kind: kind('raise'),
      level: fc.constantFrom('standby' as const, 'dispatch' as const),
      state: fc.constantFrom('proposed' as const, 'requested' as const, 'requested' as const),
      priority: fc.integer({ min: 1, max: 9 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ ...by, kind: kind('onward') }) },
  { weight: 1, arbitrary: fc.record({ ...by, kind: kind('release') }) },
  {
    weight: 2,
    arbitrary: fc.record({
      ...by,
      kind: kind('order'),
      call: fc.constantFrom('approveOrder', 'rejectOrder', 'startOrder', 'completeOrder', 'withdrawOrder'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ ...by, kind: kind('offer'), call: fc.constantFrom('acceptOffer', 'declineOffer') }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...by,
      kind: kind('call-out'),
      call: fc.constantFrom('acceptCallOut', 'declineCallOut', 'readCallOut'),
      whole: fc.boolean(),
    }),
  },
)

/** What is done at the same time, and how much time passes before: a moment, enough to merge no more, or to expire. */
const rounds = fc.array(
  fc.record({
    together: fc.array(actions, { minLength: 1, maxLength: 6 }),
    passMs: fc.constantFrom(1, 20 * SECOND_MS, 61 * SECOND_MS, (RESPOND_MIN + 1) * MINUTE_MS),
  }),
  { minLength: 3, maxLength: 12 },
)

function picked<T>(list: readonly T[], pick: number): T | undefined {
  return list[pick % Math.max(1, list.length)]
}

async function perform(ctx: CommandContext, action: Action, world: World): Promise<unknown> {
  const { pick } = action
  const order = picked(world.orders, pick)
  switch (action.kind) {
    case 'raise':
      return raise(ctx, `r${(pick % ROUTES) + 1}`, action)
    case 'onward':
      return onward(
        ctx,
        picked(
          world.orders.filter((it) => isOpen(it.state)),
          pick,
        ),
        world,
      )
    case 'release': {
      const release = { actor: { kind: 'rule', id: 'r@1' }, reason: 'released', nowMs: ctx.clock.now() } as const
      return ctx.db.transaction().execute((trx) => releaseOrder(trx, order?.id ?? 'none', release))
    }
    case 'order':
      return ORDER_CALLS[action.call](ctx, { orderId: order?.id ?? 'none', actor: OFFICER, reason: 'test' })
    case 'offer': {
      const offer = picked(world.offers, pick)
      const actor = { kind: 'contractor', id: offer?.contractorId ?? 'c1' } as const
      return OFFER_CALLS[action.call](ctx, { offerId: offer?.id ?? 'none', actor })
    }
    case 'call-out': {
      const callOut = picked(world.callOuts, pick)
      const actor = { kind: 'contractor', id: callOut?.contractorId ?? 'c1' } as const
      const own = world.offers.filter((it) => it.callOutId === callOut?.id).map((it) => it.orderId)
      const orderIds = action.whole ? undefined : own.slice(0, 1)
      return CALL_OUT_CALLS[action.call](ctx, { callOutId: callOut?.id ?? 'none', actor, orderIds })
    }
  }
}

async function raise(
  ctx: CommandContext,
  routeId: string,
  { level, state, priority }: Extract<Action, { kind: 'raise' }>,
) {
  const route = await requireRoute(ctx.db, routeId)
  const who = { decisionId: null, criterionId: null, respondMin: RESPOND_MIN, actor: OFFICER, nowMs: ctx.clock.now() }
  return ctx.db.transaction().execute((trx) => raiseOrder(trx, { route, level, state, priority, ...who }))
}

/** The next step on an order's way to completion. */
async function onward(ctx: CommandContext, order: StoredOrder | undefined, world: World): Promise<unknown> {
  if (order === undefined) return undefined
  const input = { orderId: order.id, actor: OFFICER }
  switch (order.state) {
    case 'proposed':
      return approveOrder(ctx, input)
    case 'requested': {
      const offer = world.offers.find((it) => it.orderId === order.id && it.state === 'open')
      return offer && acceptOffer(ctx, { offerId: offer.id, actor: OFFICER })
    }
    case 'accepted':
      return startOrder(ctx, input)
    default:
      return completeOrder(ctx, input)
  }
}

interface Bench extends DispatchBench {
  readonly contexts: readonly [CommandContext, CommandContext]
  readonly loops: readonly Loop[]
}

async function openBench(): Promise<Bench> {
  const [db, other] = await twoConnections()
  const bench = await openDispatch({ db, routes: ROUTES })
  await db.updateTable('contractors').set({ capacity: CAPACITIES.c1 }).where('id', '=', 'c1').execute()
  const deps = { ...bench, log: pino({ level: 'silent' }), onChange() {} }
  const loops = [startEscalation(deps), startStartWatch(deps)]
  for (const loop of loops) onTestFinished(() => loop.stop())
  return { ...bench, contexts: [bench.ctx, { ...bench.ctx, db: other }], loops }
}

/** Lets time pass, and everything that becomes due by it be done. */
async function pass(bench: Bench, ms: number): Promise<void> {
  await bench.advance(ms)
  for (const loop of bench.loops) {
    loop.nudge()
    await loop.settled()
  }
}

/** Keeps account of what plans came to. */
function noteReached({ orders, offers, callOuts }: World, reached: Set<string>): void {
  for (const it of orders) {
    reached.add(it.state)
    if (it.closedReason === 'turned-into-dispatch' || it.closedReason === 'dispatch-taken-by-another') {
      reached.add(it.closedReason)
    }
    if (it.noLongerNeededAtMs !== null) reached.add('no-longer-needed')
    if (it.alarmAtMs !== null) reached.add('alarm')
  }
  for (const it of offers) reached.add(`offer ${it.state}`)
  const merged = callOuts.some(({ id }) => offers.filter((it) => it.callOutId === id).length > 1)
  if (merged) reached.add('merged')
}

test('whatever is done at the same time by two connections: one open order of a level per route, one open offer each', async () => {
  const reached = new Set<string>()
  await fc.assert(
    fc.asyncProperty(rounds, async (plan) => {
      const bench = await openBench()
      let world = await lookAt(bench.db)
      for (const { together, passMs } of plan) {
        await pass(bench, passMs)
        world = await lookAt(bench.db)
        const seen = world
        const results = await Promise.allSettled(
          together.map((it) =>
            unlessBusy(
              () => perform(bench.contexts[it.via], it, seen),
              () => reached.add('busy'),
            ),
          ),
        )
        for (const it of results) {
          if (it.status === 'fulfilled') continue
          expect(it.reason).toBeInstanceOf(YukibanError)
          expect(['conflict', 'not-found']).toContain(it.reason.code)
        }
        world = await lookAt(bench.db)
        expectSound(world, CAPACITIES)
        noteReached(world, reached)
      }
      await expectLawful(bench.db, world)
    }),
    { numRuns: RUNS, endOnFailure: true, seed: 20260120 },
  )
  // A plan that never got anywhere would prove nothing.
  const offers = ['open', 'accepted', 'declined', 'expired', 'withdrawn'].map((it) => `offer ${it}`)
  const turns = ['turned-into-dispatch', 'dispatch-taken-by-another', 'no-longer-needed', 'alarm', 'merged', 'busy']
  expect([...reached].toSorted()).toEqual([...Object.keys(TRANSITIONS), ...offers, ...turns].toSorted())
}, 180_000)

test('of many raised at once, one is opened', async () => {
  const bench = await openDispatch()
  const raised = await Promise.all(Array.from({ length: 10 }, () => bench.raise()))
  expect(raised.filter((it) => it !== undefined)).toHaveLength(1)
  expect(await listOffers(bench.db, { limit: 10 })).toHaveLength(1)
  expect(await bench.raise({ level: 'standby' })).toBeDefined()
})
