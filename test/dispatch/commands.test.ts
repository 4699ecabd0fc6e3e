import { describe, expect, test } from 'vitest'
import {
  acceptOffer,
  approveOrder,
  completeOrder,
  declineOffer,
  rejectOrder,
  startOrder,
  withdrawOrder,
} from '../../src/dispatch/commands.ts'
import { moveOrder } from '../../src/dispatch/move-order.ts'
import { requireOrder } from '../../src/dispatch/require.ts'
import { MINUTE_MS } from '../../src/domain/time.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { updateOrder } from '../../src/store/orders/update-order.ts'
import { listPasses } from '../../src/store/passes/list-passes.ts'
import { upsertRoster } from '../../src/store/roster/upsert-roster.ts'
import { C1, C2, type DispatchBench, OFFICER, openDispatch, RESPOND_MIN } from '../support/dispatch.ts'
import { AUTHORITY } from '../support/district.ts'

async function raised(bench: DispatchBench, change: Parameters<DispatchBench['raise']>[0] = {}): Promise<string> {
  const order = await bench.raise(change)
  if (order === undefined) throw new Error('an order is open already')
  return order.id
}

/** An order that c1 has accepted; with `started`, also begun. */
async function accepted(bench: DispatchBench, started = false, change = {}): Promise<string> {
  const orderId = await raised(bench, change)
  await bench.advance(MINUTE_MS)
  await acceptOffer(bench.ctx, { offerId: await bench.openOffer(orderId), actor: C1 })
  if (started) await startOrder(bench.ctx, { orderId, actor: C1 })
  return orderId
}

async function journal(bench: DispatchBench): Promise<string[]> {
  return (await listEvents(bench.db, { limit: 100 })).map((it) => `${it.type} by ${it.actor}`)
}

async function offers(bench: DispatchBench): Promise<string[]> {
  const all = await listOffers(bench.db, { limit: 100 })
  return all.toReversed().map((it) => `${it.contractorId} ${it.state}`)
}

describe('the way of an order', () => {
  test('from proposal to completion is stamped and told at every step', async () => {
    const bench = await openDispatch()
    const orderId = await raised(bench, { state: 'proposed' })
    expect(await offers(bench)).toEqual([])
    const startedAtMs = bench.clock.now()
    const step = async (run: () => Promise<unknown>) => {
      await bench.advance(MINUTE_MS)
      await run()
      return requireOrder(bench.db, orderId)
    }
    expect(await step(() => approveOrder(bench.ctx, { orderId, actor: OFFICER }))).toMatchObject({
      state: 'requested',
      requestedAtMs: startedAtMs + MINUTE_MS,
      contractorId: null,
    })
    const offerId = await bench.openOffer(orderId)
    expect(await step(() => acceptOffer(bench.ctx, { offerId, actor: C1 }))).toMatchObject({
      state: 'accepted',
      acceptedAtMs: startedAtMs + 2 * MINUTE_MS,
      contractorId: 'c1',
    })
    expect(await step(() => startOrder(bench.ctx, { orderId, actor: C1 }))).toMatchObject({
      state: 'started',
      startedAtMs: startedAtMs + 3 * MINUTE_MS,
    })
    expect(await step(() => completeOrder(bench.ctx, { orderId, actor: C1 }))).toMatchObject({
      state: 'completed',
      completedAtMs: startedAtMs + 4 * MINUTE_MS,
      closedAtMs: startedAtMs + 4 * MINUTE_MS,
    })
    expect(await journal(bench)).toEqual([
      'order.proposed by rule:dispatch-10@1',
      'order.requested by user:officer',
      'offer.created by system:dispatch',
      'offer.accepted by contractor:c1',
      'order.accepted by contractor:c1',
      'order.started by contractor:c1',
      'order.completed by contractor:c1',
    ])
    expect(await bench.outbox()).toEqual(['c1 offer.created'])
  })

  test('a rejected proposal asks nobody', async () => {
    const bench = await openDispatch()
    const orderId = await raised(bench, { state: 'proposed' })
    const order = await rejectOrder(bench.ctx, { orderId, actor: OFFICER, reason: 'thaw' })
    expect(order).toMatchObject({ state: 'rejected', closedReason: 'thaw', closedAtMs: bench.clock.now() })
    expect(await offers(bench)).toEqual([])
    expect(await bench.outbox()).toEqual([])
  })

  test('what an officer does for a contractor, the contractor is told', async () => {
    const bench = await openDispatch()
    const orderId = await accepted(bench)
    await bench.advance(MINUTE_MS)
    await startOrder(bench.ctx, { orderId, actor: OFFICER })
    await bench.advance(MINUTE_MS)
    await completeOrder(bench.ctx, { orderId, actor: OFFICER })
    expect(await bench.outbox()).toEqual(['c1 offer.created', 'c1 order.updated', 'c1 order.updated'])
    expect(await listPasses(bench.db, 'r1', 0)).toEqual([{ atMs: bench.clock.now(), source: 'officer' }])
  })
})

describe('the ladder', () => {
  test('a decline asks the next at once; the last one raises an alarm', async () => {
    const bench = await openDispatch()
    const orderId = await raised(bench)
    await bench.advance(MINUTE_MS)
    const declined = await declineOffer(bench.ctx, {
      offerId: await bench.openOffer(orderId),
      actor: C1,
      reason: 'crew ill',
    })
    expect(declined).toMatchObject({ state: 'declined', reason: 'crew ill', answeredAtMs: bench.clock.now() })
    const [second] = await listOffers(bench.db, { state: 'open', limit: 10 })
    expect(second).toMatchObject({
      contractorId: 'c2',
      rank: 2,
      createdAtMs: bench.clock.now(),
      respondByMs: bench.clock.now() + RESPOND_MIN * MINUTE_MS,
    })
    expect(await requireOrder(bench.db, orderId)).toMatchObject({ state: 'requested', alarmAtMs: null })
    await bench.advance(MINUTE_MS)
    await declineOffer(bench.ctx, { offerId: second?.id ?? '', actor: C2 })
    expect(await offers(bench)).toEqual(['c1 declined', 'c2 declined'])
    expect(await requireOrder(bench.db, orderId)).toMatchObject({ state: 'requested', alarmAtMs: bench.clock.now() })
    const alarm = (await listEvents(bench.db, { limit: 100 })).at(-1)
    expect(alarm).toMatchObject({ type: 'order.alarm', subject: orderId, data: { why: 'roster-exhausted', asked: 2 } })
    expect(await bench.outbox()).toEqual(['c1 offer.created', 'c2 offer.created'])
  })

  test('nobody on the roster is an alarm at once', async () => {
    const bench = await openDispatch()
    await bench.db.transaction().execute((trx) => upsertRoster(trx, AUTHORITY, []))
    const orderId = await raised(bench)
    expect(await requireOrder(bench.db, orderId)).toMatchObject({ state: 'requested', alarmAtMs: bench.clock.now() })
    const alarm = (await listEvents(bench.db, { limit: 100 })).at(-1)
    expect(alarm).toMatchObject({ type: 'order.alarm', data: { why: 'no-roster', asked: 0 } })
  })

  test('the offer says what a crew must know', async () => {
    const bench = await openDispatch()
    const orderId = await raised(bench)
    const [row] = await bench.db.selectFrom('deliveries').select('body_json').execute()
    const offerId = await bench.openOffer(orderId)
    expect(JSON.parse(row?.body_json ?? '')).toMatchObject({
      type: 'offer.created',
      data: {
        offerId,
        orderId,
        level: 'dispatch',
        route: { id: 'r1', name: '試験線 1', lengthM: 1200, plowMinutes: 40 },
        requestedAt: '2026-01-20T16:00:00.000Z',
        respondBy: '2026-01-20T16:10:00.000Z',
        startBy: '2026-01-20T21:20:00.000Z',
        finishBy: '2026-01-20T22:00:00.000Z',
        answer: { accept: `/api/v1/offers/${offerId}/accept`, decline: `/api/v1/offers/${offerId}/decline` },
      },
    })
  })
})

describe('the roster', () => {
  const entry = (contractorId: string, rank: number, change: object = {}) => {
    const always = { fromMs: null, toMs: null, days: null, fromTime: null, toTime: null }
    return { blockId: 'b1', routeId: null, contractorId, rank, ...always, ...change }
  }
  const NOW_MS = Date.parse('2026-01-20T16:00:00Z')

  test.each([
    { name: 'lower rank first', entries: [entry('c1', 2), entry('c2', 1)], want: ['c2', 'c1'] },
    {
      name: 'a route of its own replaces its block',
      entries: [entry('c1', 1), entry('c2', 1, { blockId: null, routeId: 'r1' })],
      want: ['c2'],
    },
    { name: 'from exactly the start', entries: [entry('c1', 1, { fromMs: NOW_MS })], want: ['c1'] },
    { name: 'not before it', entries: [entry('c1', 1, { fromMs: NOW_MS + 1 }), entry('c2', 2)], want: ['c2'] },
    { name: 'not at the end', entries: [entry('c1', 1, { toMs: NOW_MS }), entry('c2', 2)], want: ['c2'] },
    {
      name: 'twice on it is asked once',
      entries: [entry('c1', 1), entry('c1', 2), entry('c2', 3)],
      want: ['c1', 'c2'],
    },
  ])('$name', async ({ entries, want }) => {
    const bench = await openDispatch()
    await bench.db.transaction().execute((trx) => upsertRoster(trx, AUTHORITY, entries))
    const orderId = await raised(bench)
    const asked: string[] = []
    for (let offerId = await bench.openOffer(orderId); offerId !== ''; offerId = await bench.openOffer(orderId)) {
      asked.push((await declineOffer(bench.ctx, { offerId, actor: OFFICER })).contractorId)
    }
    expect(asked).toEqual(want)
  })
})

describe('a repeat', () => {
  test('of any command changes nothing and succeeds', async () => {
    const bench = await openDispatch()
    const orderId = await raised(bench, { state: 'proposed' })
    const twice = async (run: () => Promise<unknown>) => {
      const first = await run()
      const events = await journal(bench)
      const outbox = await bench.outbox()
      await bench.advance(MINUTE_MS)
      expect(await run()).toEqual(first)
      expect(await journal(bench)).toEqual(events)
      expect(await bench.outbox()).toEqual(outbox)
    }
    await twice(() => approveOrder(bench.ctx, { orderId, actor: OFFICER }))
    const first = await bench.openOffer(orderId)
    await twice(() => declineOffer(bench.ctx, { offerId: first, actor: C1 }))
    const second = await bench.openOffer(orderId)
    await twice(() => acceptOffer(bench.ctx, { offerId: second, actor: C2 }))
    await twice(() => startOrder(bench.ctx, { orderId, actor: C2 }))
    await twice(() => completeOrder(bench.ctx, { orderId, actor: C2 }))
    expect(await listPasses(bench.db, 'r1', 0)).toHaveLength(1)
  })

  test('of a rejection or a withdrawal too', async () => {
    const bench = await openDispatch({ routes: 2 })
    const proposed = await raised(bench, { state: 'proposed' })
    const requested = await raised(bench, { routeId: 'r2' })
    for (const _ of [1, 2]) await rejectOrder(bench.ctx, { orderId: proposed, actor: OFFICER, reason: 'no' })
    for (const _ of [1, 2]) await withdrawOrder(bench.ctx, { orderId: requested, actor: OFFICER, reason: 'no' })
    const events = await journal(bench)
    expect(events.filter((it) => it.startsWith('order.rejected'))).toHaveLength(1)
    expect(events.filter((it) => it.startsWith('order.withdrawn'))).toHaveLength(1)
  })
})

describe('a refusal', () => {
  test('names the state and what it allows', async () => {
    const bench = await openDispatch()
    const orderId = await accepted(bench)
    const call = { orderId, actor: OFFICER }
    await expect(completeOrder(bench.ctx, call)).rejects.toMatchObject({
      code: 'conflict',
      message: `order ${orderId} is accepted, which allows start, withdraw, not complete`,
    })
    await withdrawOrder(bench.ctx, { ...call, reason: 'road closed' })
    await expect(startOrder(bench.ctx, call)).rejects.toMatchObject({
      code: 'conflict',
      message: `order ${orderId} is withdrawn, which allows nothing more, not start`,
    })
  })

  test.each([
    { state: 'declined', answer: acceptOffer },
    { state: 'accepted', answer: declineOffer },
    { state: 'withdrawn', answer: acceptOffer },
  ] as const)('of an answer to a $state offer names that state', async ({ state, answer }) => {
    const bench = await openDispatch()
    const orderId = await raised(bench)
    const offerId = await bench.openOffer(orderId)
    if (state === 'declined') await declineOffer(bench.ctx, { offerId, actor: C1 })
    if (state === 'accepted') await acceptOffer(bench.ctx, { offerId, actor: C1 })
    if (state === 'withdrawn') await withdrawOrder(bench.ctx, { orderId, actor: OFFICER, reason: 'no' })
    const before = await offers(bench)
    await expect(answer(bench.ctx, { offerId, actor: C1 })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`offer ${offerId} is ${state}`),
    })
    expect(await offers(bench)).toEqual(before)
  })

  test.each([
    { name: 'order', run: (it: DispatchBench) => startOrder(it.ctx, { orderId: 'none', actor: OFFICER }) },
    { name: 'offer', run: (it: DispatchBench) => acceptOffer(it.ctx, { offerId: 'none', actor: C1 }) },
  ])('of an unknown $name says so', async ({ name, run }) => {
    await expect(run(await openDispatch())).rejects.toMatchObject({
      code: 'not-found',
      message: `there is no ${name} none`,
    })
  })

  test('of a change based on an old version leaves the order alone', async () => {
    const bench = await openDispatch()
    const read = await requireOrder(bench.db, await raised(bench, { state: 'proposed' }))
    const change = (state: string) => bench.db.transaction().execute((trx) => updateOrder(trx, read, { state }))
    expect([await change('requested'), await change('rejected')]).toEqual([true, false])
    expect(await requireOrder(bench.db, read.id)).toMatchObject({ state: 'requested', version: 2 })
  })
})

describe('completion', () => {
  test('records one pass, at the reported time, and says so', async () => {
    const bench = await openDispatch()
    const orderId = await accepted(bench, true)
    const atMs = bench.clock.now() - 30_000
    await completeOrder(bench.ctx, { orderId, actor: C1, atMs })
    expect(await listPasses(bench.db, 'r1', 0)).toEqual([{ atMs, source: 'contractor' }])
    expect(bench.passed).toEqual(['r1'])
  })

  test('of a stand-by is no pass', async () => {
    const bench = await openDispatch()
    const orderId = await accepted(bench, true, { level: 'standby' })
    await completeOrder(bench.ctx, { orderId, actor: C1 })
    expect(await listPasses(bench.db, 'r1', 0)).toEqual([])
    expect(bench.passed).toEqual([])
  })

  test('makes room for the next order of the night', async () => {
    const bench = await openDispatch()
    const orderId = await accepted(bench, true)
    expect(await bench.raise()).toBeUndefined()
    await completeOrder(bench.ctx, { orderId, actor: C1 })
    expect(await bench.raise()).toMatchObject({ state: 'requested' })
  })
})

describe('withdrawal', () => {
  test('closes the open offer and tells whoever was asked', async () => {
    const bench = await openDispatch()
    const orderId = await raised(bench)
    await bench.advance(MINUTE_MS)
    await withdrawOrder(bench.ctx, { orderId, actor: OFFICER, reason: 'road closed' })
    expect(await listOffers(bench.db, { limit: 10 })).toMatchObject([
      { contractorId: 'c1', state: 'withdrawn', reason: 'road closed', answeredAtMs: bench.clock.now() },
    ])
    expect(await bench.outbox()).toEqual(['c1 offer.created', 'c1 order.withdrawn'])
    const heard = await listEvents(bench.db, { contractorId: 'c1', limit: 10 })
    expect(heard.map((it) => it.type)).toEqual(['offer.created', 'offer.withdrawn'])
    expect(heard.at(-1)).toMatchObject({ actor: 'user:officer', data: { orderId, reason: 'road closed' } })
  })

  test('recalls a crew that has accepted or begun', async () => {
    const bench = await openDispatch({ routes: 2 })
    for (const [routeId, started] of [
      ['r1', false],
      ['r2', true],
    ] as const) {
      const orderId = await accepted(bench, started, { routeId })
      await bench.advance(MINUTE_MS)
      const order = await withdrawOrder(bench.ctx, { orderId, actor: OFFICER, reason: 'ice' })
      expect(order).toMatchObject({ state: 'withdrawn', contractorId: 'c1', closedReason: 'ice' })
      expect((await bench.outbox()).at(-1)).toBe('c1 order.withdrawn')
    }
  })

  test('ends the alarm of an order that nobody took', async () => {
    const bench = await openDispatch()
    const orderId = await raised(bench)
    await declineOffer(bench.ctx, { offerId: await bench.openOffer(orderId), actor: C1 })
    await declineOffer(bench.ctx, { offerId: await bench.openOffer(orderId), actor: C2 })
    expect(await requireOrder(bench.db, orderId)).toMatchObject({ alarmAtMs: bench.clock.now() })
    await withdrawOrder(bench.ctx, { orderId, actor: OFFICER, reason: 'own crew' })
    expect(await requireOrder(bench.db, orderId)).toMatchObject({ state: 'withdrawn', alarmAtMs: null })
  })

  test('of a proposal tells nobody', async () => {
    const bench = await openDispatch()
    const orderId = await raised(bench, { state: 'proposed' })
    await withdrawOrder(bench.ctx, { orderId, actor: OFFICER, reason: 'no' })
    expect(await bench.outbox()).toEqual([])
  })
})

describe('together', () => {
  test('of two answers at once one wins, and the order follows it', async () => {
    const bench = await openDispatch()
    const orderId = await raised(bench)
    const offerId = await bench.openOffer(orderId)
    const results = await Promise.allSettled([
      acceptOffer(bench.ctx, { offerId, actor: C1 }),
      declineOffer(bench.ctx, { offerId, actor: C1 }),
      withdrawOrder(bench.ctx, { orderId, actor: OFFICER, reason: 'no' }),
    ])
    expect(results.map((it) => it.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await requireOrder(bench.db, orderId)).toMatchObject({ state: 'withdrawn', contractorId: 'c1' })
    expect(await offers(bench)).toEqual(['c1 accepted'])
  })

  test('what fails leaves no trace', async () => {
    const bench = await openDispatch()
    const orderId = await raised(bench)
    const offerId = await bench.openOffer(orderId)
    const before = await journal(bench)
    await bench.db.transaction().execute((trx) =>
      moveOrder(trx, {
        orderId,
        command: 'withdraw',
        actor: OFFICER,
        atMs: bench.clock.now(),
        nowMs: bench.clock.now(),
      }),
    )
    const after = await journal(bench)
    expect(after).toHaveLength(before.length + 1)
    // The offer is still open here: accepting it must fail as a whole, offer included.
    await expect(acceptOffer(bench.ctx, { offerId, actor: C1 })).rejects.toMatchObject({ code: 'conflict' })
    expect(await offers(bench)).toEqual(['c1 open'])
    expect(await journal(bench)).toEqual(after)
  })
})
