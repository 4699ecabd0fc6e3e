import { sql } from 'kysely'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { acceptOffer, completeOrder, startOrder, withdrawOrder } from '../../src/dispatch/commands.ts'
import { requireOrder } from '../../src/dispatch/require.ts'
import { startStartWatch } from '../../src/dispatch/start-watch.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { C1, type DispatchBench, OFFICER, openDispatch } from '../support/dispatch.ts'

// the bench's night begins at 01:00 in Tokyo; r1 is due by 07:00 and takes 40 minutes
const START_BY_MS = Date.parse('2026-01-21T06:20:00+09:00')
const FINISH_BY_MS = Date.parse('2026-01-21T07:00:00+09:00')
const WARN_AT_MS = START_BY_MS - 30 * MINUTE_MS

interface Bench extends DispatchBench {
  /** Lets time pass until just before `atMs`, then to it. */
  until(atMs: number): Promise<void>
  notes(): Promise<string[]>
}

async function openBench(routes = 1): Promise<Bench> {
  const bench = await openDispatch({ routes })
  const watch = startStartWatch({ ...bench, log: pino({ level: 'silent' }), onChange() {} })
  onTestFinished(() => watch.stop())
  return {
    ...bench,
    async until(atMs) {
      watch.nudge()
      await watch.settled()
      await bench.advance(atMs - bench.clock.now())
      await watch.settled()
    },
    async notes() {
      const events = await listEvents(bench.db, { limit: 1000 })
      return events
        .filter((it) => it.type === 'order.at-risk' || it.type === 'order.deadline-missed')
        .map((it) => `${it.type} ${it.data.why} ${new Date(it.atMs - START_BY_MS).toISOString().slice(11, 23)}`)
    },
  }
}

async function accepted(bench: DispatchBench): Promise<string> {
  const orderId = (await bench.raise())?.id ?? ''
  await acceptOffer(bench.ctx, { offerId: await bench.openOffer(orderId), actor: C1 })
  return orderId
}

describe('an order that nobody has begun', () => {
  test('is at risk half an hour before its latest start, and missed when that has passed; each is told once', async () => {
    const bench = await openBench()
    const orderId = (await bench.raise())?.id ?? ''
    const state = async () => (await requireOrder(bench.db, orderId)).deadlineState
    await bench.until(WARN_AT_MS - 1)
    expect(await state()).toBe('on-time')
    await bench.until(WARN_AT_MS + 1)
    expect(await state()).toBe('at-risk')
    await bench.until(START_BY_MS)
    expect(await state()).toBe('at-risk')
    await bench.until(START_BY_MS + 2)
    expect(await state()).toBe('missed')
    await bench.until(START_BY_MS + 5 * HOUR_MS)
    const events = await listEvents(bench.db, { limit: 1000 })
    const told = events.filter((it) => it.type === 'order.at-risk' || it.type === 'order.deadline-missed')
    expect(told).toMatchObject([
      { type: 'order.at-risk', atMs: WARN_AT_MS, subject: orderId, data: { why: 'not-accepted' } },
      {
        type: 'order.deadline-missed',
        atMs: START_BY_MS + 1,
        data: { why: 'not-accepted', startBy: '2026-01-20T21:20:00.000Z', finishBy: '2026-01-20T22:00:00.000Z' },
      },
    ])
  })

  test('says that it was taken, when it was', async () => {
    const bench = await openBench()
    await accepted(bench)
    await bench.until(START_BY_MS + 2)
    expect((await bench.notes()).map((it) => it.split(' ').slice(0, 2).join(' '))).toEqual([
      'order.at-risk not-started',
      'order.deadline-missed not-started',
    ])
  })

  test('is not watched once it is withdrawn, nor is stand-by, nor a route without deadline', async () => {
    const bench = await openBench(3)
    const orderId = (await bench.raise({ routeId: 'r1' }))?.id ?? ''
    await bench.raise({ routeId: 'r2', level: 'standby' })
    await bench.db.updateTable('routes').set({ deadline: null }).where('id', '=', 'r3').execute()
    await bench.raise({ routeId: 'r3' })
    await withdrawOrder(bench.ctx, { orderId, actor: OFFICER, reason: 'thaw' })
    await bench.until(START_BY_MS + HOUR_MS)
    expect(await bench.notes()).toEqual([])
  })
})

describe('a crew', () => {
  test('that begins in time sets it right, and one that finishes late is told of', async () => {
    const bench = await openBench()
    const orderId = await accepted(bench)
    await bench.until(WARN_AT_MS + MINUTE_MS)
    expect((await requireOrder(bench.db, orderId)).deadlineState).toBe('at-risk')
    await startOrder(bench.ctx, { orderId, actor: C1 })
    expect((await requireOrder(bench.db, orderId)).deadlineState).toBe('on-time')
    await bench.until(FINISH_BY_MS)
    expect(await bench.notes()).toHaveLength(1)
    await bench.until(FINISH_BY_MS + 2)
    expect((await bench.notes()).at(-1)).toMatch(/^order.deadline-missed not-completed/)
    await completeOrder(bench.ctx, { orderId, actor: C1 })
    expect((await requireOrder(bench.db, orderId)).deadlineState).toBe('missed')
    expect(await bench.notes()).toHaveLength(2)
  })

  test('that begins late and still finishes in time has met it', async () => {
    const bench = await openBench()
    const orderId = await accepted(bench)
    await bench.until(START_BY_MS + MINUTE_MS)
    await startOrder(bench.ctx, { orderId, actor: C1 })
    expect((await requireOrder(bench.db, orderId)).deadlineState).toBe('missed')
    await completeOrder(bench.ctx, { orderId, actor: C1, atMs: FINISH_BY_MS })
    expect((await requireOrder(bench.db, orderId)).deadlineState).toBe('on-time')
  })

  test('whose late completion is reported before the watch looks is told of once', async () => {
    const bench = await openDispatch()
    const orderId = await accepted(bench)
    await startOrder(bench.ctx, { orderId, actor: C1 })
    await bench.advance(FINISH_BY_MS + MINUTE_MS - bench.clock.now())
    await completeOrder(bench.ctx, { orderId, actor: C1 })
    const late = (await listEvents(bench.db, { limit: 100 })).filter((it) => it.type === 'order.deadline-missed')
    expect(late).toMatchObject([{ actor: 'contractor:c1', data: { why: 'completed-late' } }])
  })
})

test.each([
  { at: '2026-01-21T05:49:59+09:00', state: 'on-time', finish: FINISH_BY_MS },
  { at: '2026-01-21T05:50:00+09:00', state: 'at-risk', finish: FINISH_BY_MS },
  { at: '2026-01-21T06:30:00+09:00', state: 'missed', finish: FINISH_BY_MS },
  { at: '2026-01-21T09:59:59+09:00', state: 'missed', finish: FINISH_BY_MS },
  { at: '2026-01-21T10:00:00+09:00', state: 'on-time', finish: FINISH_BY_MS + 24 * HOUR_MS },
])('an order raised at $at is $state from the beginning', async ({ at, state, finish }) => {
  const bench = await openDispatch()
  await bench.advance(Date.parse(at) - bench.clock.now())
  const order = await bench.raise()
  expect(order).toMatchObject({ deadlineState: state, finishByMs: finish })
  const [offer] = await bench.db.selectFrom('deliveries').select('body_json').execute()
  expect(JSON.parse(offer?.body_json ?? '').data).toMatchObject({ deadlineState: state })
  const told = (await listEvents(bench.db, { limit: 10 })).map((it) => it.type)
  expect(told.includes('order.at-risk')).toBe(state === 'at-risk')
  expect(told.includes('order.deadline-missed')).toBe(state === 'missed')
})

test('more orders than one round takes are all told of', async () => {
  const bench = await openBench(101)
  for (let route = 1; route <= 101; route++) await bench.raise({ routeId: `r${route}` })
  await bench.until(WARN_AT_MS + 1)
  expect(await bench.notes()).toHaveLength(101)
})

test('an order that cannot be noted keeps none of the others quiet', async () => {
  const bench = await openBench(2)
  const broken = await bench.raise({ routeId: 'r1' })
  const whole = await bench.raise({ routeId: 'r2' })
  await sql`create trigger broken before update on orders when old.id = ${sql.lit(broken?.id ?? '')}
    begin select raise(abort, 'broken'); end`.execute(bench.db)
  await bench.until(WARN_AT_MS + 1)
  expect(await requireOrder(bench.db, whole?.id ?? '')).toMatchObject({ deadlineState: 'at-risk' })
  expect(await requireOrder(bench.db, broken?.id ?? '')).toMatchObject({ deadlineState: 'on-time' })
})
