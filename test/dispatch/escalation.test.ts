import { sql } from 'kysely'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { acceptOffer, declineOffer } from '../../src/dispatch/commands.ts'
import { startEscalation } from '../../src/dispatch/escalation.ts'
import { requireOrder } from '../../src/dispatch/require.ts'
import { respondMinFor } from '../../src/domain/criterion.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/domain/time.ts'
import type { Loop } from '../../src/loop.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { C1, C2, type DispatchBench, openDispatch, RESPOND_MIN } from '../support/dispatch.ts'

const RESPOND_MS = RESPOND_MIN * MINUTE_MS

interface Bench extends DispatchBench {
  readonly escalation: Loop
  readonly changes: () => number
}

async function openBench(routes = 1): Promise<Bench> {
  const bench = await openDispatch({ routes })
  let changes = 0
  const escalation = startEscalation({
    db: bench.db,
    clock: bench.clock,
    log: pino({ level: 'silent' }),
    onChange: () => changes++,
  })
  onTestFinished(() => escalation.stop())
  return {
    ...bench,
    escalation,
    changes: () => changes,
    advance: async (ms) => {
      await bench.advance(ms)
      await escalation.settled()
    },
  }
}

async function offers(bench: DispatchBench): Promise<string[]> {
  return (await listOffers(bench.db, { limit: 100 })).toReversed().map((it) => `${it.contractorId} ${it.state}`)
}

test('an offer runs out exactly at its time; the next contractor is asked, then an officer', async () => {
  const bench = await openBench()
  const raisedAtMs = bench.clock.now()
  const order = await bench.raise()
  bench.escalation.nudge()
  await bench.advance(RESPOND_MS - 1)
  expect(await offers(bench)).toEqual(['c1 open'])
  await bench.advance(2)
  expect(await offers(bench)).toEqual(['c1 expired', 'c2 open'])
  expect((await listOffers(bench.db, { state: 'expired', limit: 1 }))[0]?.answeredAtMs).toBe(raisedAtMs + RESPOND_MS)
  expect(bench.changes()).toBe(1)
  await bench.advance(RESPOND_MS)
  expect(await offers(bench)).toEqual(['c1 expired', 'c2 expired'])
  expect(await requireOrder(bench.db, order?.id ?? '')).toMatchObject({
    state: 'requested',
    alarmAtMs: raisedAtMs + 2 * RESPOND_MS,
  })
  expect(await bench.outbox()).toHaveLength(4)
  expect(new Set(await bench.outbox())).toEqual(
    new Set(['c1 offer.created', 'c1 offer.expired', 'c2 offer.created', 'c2 offer.expired']),
  )
  const events = await listEvents(bench.db, { limit: 100 })
  expect(events.map((it) => it.type)).toEqual([
    'order.requested',
    'offer.created',
    'offer.expired',
    'offer.created',
    'offer.expired',
    'order.alarm',
  ])
  expect(events[2]).toMatchObject({ actor: 'system:escalation', contractorId: 'c1', data: { delivered: false } })
  await bench.advance(10 * RESPOND_MS)
  expect(await listEvents(bench.db, { limit: 100 })).toHaveLength(6)
})

test('an accepted offer does not run out', async () => {
  const bench = await openBench()
  const order = await bench.raise()
  bench.escalation.nudge()
  await bench.advance(RESPOND_MS - 1)
  await acceptOffer(bench.ctx, { offerId: await bench.openOffer(order?.id ?? ''), actor: C1 })
  await bench.advance(10 * RESPOND_MS)
  expect(await offers(bench)).toEqual(['c1 accepted'])
  expect(await requireOrder(bench.db, order?.id ?? '')).toMatchObject({ state: 'accepted', alarmAtMs: null })
})

test('the next one asked has the whole time again, from a decline on', async () => {
  const bench = await openBench()
  const order = await bench.raise()
  bench.escalation.nudge()
  await bench.advance(RESPOND_MS / 2)
  await declineOffer(bench.ctx, { offerId: await bench.openOffer(order?.id ?? ''), actor: C1 })
  bench.escalation.nudge()
  await bench.advance(RESPOND_MS - 1)
  expect(await offers(bench)).toEqual(['c1 declined', 'c2 open'])
  await bench.advance(2)
  expect(await offers(bench)).toEqual(['c1 declined', 'c2 expired'])
})

test('a lost nudge costs a minute at most', async () => {
  const bench = await openBench()
  await bench.escalation.settled()
  await bench.raise()
  await bench.advance(RESPOND_MS + MINUTE_MS)
  expect(await offers(bench)).toEqual(['c1 expired', 'c2 open'])
})

test('an answer after the time, but before anybody else was asked, still counts', async () => {
  const bench = await openDispatch()
  const order = await bench.raise()
  await bench.advance(RESPOND_MS + MINUTE_MS)
  await acceptOffer(bench.ctx, { offerId: await bench.openOffer(order?.id ?? ''), actor: C1 })
  expect(await requireOrder(bench.db, order?.id ?? '')).toMatchObject({ state: 'accepted', contractorId: 'c1' })
})

test('an expired offer can no longer be accepted; the next one can', async () => {
  const bench = await openBench()
  const order = await bench.raise()
  const first = await bench.openOffer(order?.id ?? '')
  bench.escalation.nudge()
  await bench.advance(RESPOND_MS + 1)
  await expect(acceptOffer(bench.ctx, { offerId: first, actor: C1 })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('is expired'),
  })
  await acceptOffer(bench.ctx, { offerId: await bench.openOffer(order?.id ?? ''), actor: C2 })
  expect(await requireOrder(bench.db, order?.id ?? '')).toMatchObject({ state: 'accepted', contractorId: 'c2' })
})

test('more offers than one round takes all run out', async () => {
  const bench = await openBench(101)
  for (let route = 1; route <= 101; route++) await bench.raise({ routeId: `r${route}` })
  bench.escalation.nudge()
  await bench.advance(RESPOND_MS + 1)
  const all = await listOffers(bench.db, { limit: 1000 })
  expect(all.filter((it) => it.state === 'expired' && it.contractorId === 'c1')).toHaveLength(101)
  expect(all.filter((it) => it.state === 'open' && it.contractorId === 'c2')).toHaveLength(101)
})

test.each([
  { roadClass: 'arterial', respondMin: 3, nudged: true },
  { roadClass: 'arterial', respondMin: 3, nudged: false },
  { roadClass: 'local', respondMin: 20, nudged: true },
  { roadClass: 'local', respondMin: 20, nudged: false },
])(
  'an offer of 02:00 on a road of class $roadClass that nobody answers moves on within a second of its time (nudged: $nudged)',
  async ({ roadClass, respondMin, nudged }) => {
    const bench = await openBench()
    await bench.advance(HOUR_MS + 17_345)
    const byClass = { respondMin: 20, respondMinByClass: { arterial: 3 } }
    expect(respondMinFor(byClass, roadClass)).toBe(respondMin)
    const raisedAtMs = bench.clock.now()
    const order = await bench.raise({ respondMin: respondMinFor(byClass, roadClass) })
    if (nudged) bench.escalation.nudge()
    // in small steps, as a clock runs
    for (let step = 0; step < 2 * respondMin * 6 + 1; step++) await bench.advance(10_000)
    const all = (await listOffers(bench.db, { orderId: order?.id ?? '', limit: 10 })).toReversed()
    const dueMs = [1, 2].map((rung) => raisedAtMs + rung * respondMin * MINUTE_MS)
    expect(all.map((it) => it.contractorId)).toEqual(['c1', 'c2'])
    for (const [index, offer] of all.entries()) {
      expect(Math.abs((offer.answeredAtMs ?? 0) - (dueMs[index] ?? 0))).toBeLessThanOrEqual(SECOND_MS)
    }
    const { alarmAtMs } = await requireOrder(bench.db, order?.id ?? '')
    expect(Math.abs((alarmAtMs ?? 0) - (dueMs[1] ?? 0))).toBeLessThanOrEqual(SECOND_MS)
  },
)

test('an offer that cannot be closed keeps none of the others open', async () => {
  const bench = await openBench(2)
  const broken = await bench.raise({ routeId: 'r1', priority: 1 })
  const whole = await bench.raise({ routeId: 'r2', priority: 9 })
  const offerId = await bench.openOffer(broken?.id ?? '')
  await sql`create trigger broken before update on offers when old.id = ${sql.lit(offerId)}
    begin select raise(abort, 'broken'); end`.execute(bench.db)
  bench.escalation.nudge()
  await bench.advance(RESPOND_MS + 1)
  expect((await listOffers(bench.db, { orderId: whole?.id ?? '', limit: 9 })).map((it) => it.state)).toEqual([
    'open',
    'expired',
  ])
  expect(bench.escalation.failure).toBe('broken')
  await sql`drop trigger broken`.execute(bench.db)
  await bench.advance(10 * SECOND_MS)
  expect(await bench.openOffer(broken?.id ?? '')).not.toBe(offerId)
  expect(bench.escalation.failure).toBeUndefined()
})
