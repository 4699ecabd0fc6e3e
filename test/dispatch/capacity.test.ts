import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { acceptOffer, completeOrder, declineOffer, startOrder } from '../../src/dispatch/commands.ts'
import { startEscalation } from '../../src/dispatch/escalation.ts'
import { requireOrder } from '../../src/dispatch/require.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/domain/time.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { replaceHolidays } from '../../src/store/holidays/replace-holidays.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { upsertRoster } from '../../src/store/roster/upsert-roster.ts'
import { C1, C2, type DispatchBench, openDispatch, RESPOND_MIN } from '../support/dispatch.ts'
import { AUTHORITY } from '../support/district.ts'

interface Bench extends DispatchBench {
  /** Lets time pass and the ladder do what is due. */
  pass(ms: number): Promise<void>
}

async function openBench(routes: number, capacities: Readonly<Record<string, number>>): Promise<Bench> {
  const bench = await openDispatch({ routes })
  for (const [id, capacity] of Object.entries(capacities)) {
    await bench.db.updateTable('contractors').set({ capacity }).where('id', '=', id).execute()
  }
  const escalation = startEscalation({ ...bench, log: pino({ level: 'silent' }), onChange() {} })
  onTestFinished(() => escalation.stop())
  const pass = async (ms: number) => {
    escalation.nudge()
    await escalation.settled()
    await bench.advance(ms)
    await escalation.settled()
  }
  return { ...bench, pass }
}

async function openOffers(bench: DispatchBench): Promise<string[]> {
  const open = await listOffers(bench.db, { state: 'open', limit: 100 })
  const texts: string[] = []
  for (const { orderId, contractorId } of open) {
    texts.push(`${(await requireOrder(bench.db, orderId)).routeId} ${contractorId}`)
  }
  return texts.toSorted()
}

describe('a contractor at capacity', () => {
  test('is passed over for the next, and the journal says why', async () => {
    const bench = await openBench(3, { c1: 2 })
    for (const routeId of ['r1', 'r2', 'r3']) await bench.raise({ routeId })
    expect(await openOffers(bench)).toEqual(['r1 c1', 'r2 c1', 'r3 c2'])
    const [note] = (await listEvents(bench.db, { limit: 100 })).filter((it) => it.type === 'order.passed-over')
    expect(note).toMatchObject({
      contractorId: null,
      data: {
        asked: 'c2',
        passedOver: [{ contractorId: 'c1', rank: 1, why: 'at-capacity', routes: 2, capacity: 2 }],
      },
    })
  })

  test('counts a route once, stand-by and dispatch together', async () => {
    const bench = await openBench(2, { c1: 1 })
    const standby = await bench.raise({ level: 'standby' })
    await acceptOffer(bench.ctx, { offerId: await bench.openOffer(standby?.id ?? ''), actor: C1 })
    await bench.raise()
    await bench.raise({ routeId: 'r2' })
    expect(await openOffers(bench)).toEqual(['r1 c1', 'r2 c2'])
  })

  test('may still be asked for a dispatch on the one route whose stand-by it is being asked for', async () => {
    const bench = await openBench(1, { c1: 1 })
    await bench.raise({ level: 'standby' })
    await bench.raise()
    expect(await openOffers(bench)).toEqual(['r1 c1', 'r1 c1'])
  })

  test('is asked again as soon as a crew is free, for the most urgent order first', async () => {
    const bench = await openBench(4, { c1: 1, c2: 1 })
    const ids: Record<string, string> = {}
    for (const [routeId, priority] of [
      ['r1', 5],
      ['r2', 5],
      ['r3', 7],
      ['r4', 2],
    ] as const) {
      ids[routeId] = (await bench.raise({ routeId, priority }))?.id ?? ''
    }
    expect(await openOffers(bench)).toEqual(['r1 c1', 'r2 c2'])
    const alarms = (await listEvents(bench.db, { limit: 100 })).filter((it) => it.type === 'order.alarm')
    expect(alarms.map((it) => it.data.why)).toEqual(['all-at-capacity', 'all-at-capacity'])
    for (const [routeId, actor] of [
      ['r1', C1],
      ['r2', C2],
    ] as const) {
      await acceptOffer(bench.ctx, { offerId: await bench.openOffer(ids[routeId] ?? ''), actor })
    }
    await startOrder(bench.ctx, { orderId: ids.r1 ?? '', actor: C1 })
    await completeOrder(bench.ctx, { orderId: ids.r1 ?? '', actor: C1 })
    await bench.pass(31 * SECOND_MS)
    expect(await openOffers(bench)).toEqual(['r4 c1'])
    expect(await requireOrder(bench.db, ids.r4 ?? '')).toMatchObject({ alarmAtMs: null })
    expect((await requireOrder(bench.db, ids.r3 ?? '')).alarmAtMs).not.toBeNull()
  })

  test('may accept what it was asked for all the same', async () => {
    const bench = await openBench(2, {})
    const first = (await bench.raise({ routeId: 'r1' }))?.id ?? ''
    const second = (await bench.raise({ routeId: 'r2' }))?.id ?? ''
    await bench.db.updateTable('contractors').set({ capacity: 1 }).execute()
    for (const id of [first, second]) {
      await acceptOffer(bench.ctx, { offerId: await bench.openOffer(id), actor: C1 })
      expect((await requireOrder(bench.db, id)).state).toBe('accepted')
    }
  })

  test('of offers that run out together the most urgent order moves on first', async () => {
    const bench = await openBench(2, { c2: 1 })
    await bench.raise({ routeId: 'r1', priority: 6 })
    await bench.raise({ routeId: 'r2', priority: 1 })
    await bench.pass(RESPOND_MIN * MINUTE_MS + 1)
    expect(await openOffers(bench)).toEqual(['r2 c2'])
  })
})

describe('the on-call calendar', () => {
  const entry = (contractorId: string, rank: number, change: object = {}) => {
    const always = { fromMs: null, toMs: null, days: null, fromTime: null, toTime: null }
    return { blockId: 'b1', routeId: null, contractorId, rank, ...always, ...change }
  }
  const setRoster = (bench: Bench, entries: Parameters<typeof upsertRoster>[2]) =>
    bench.db.transaction().execute((trx) => upsertRoster(trx, AUTHORITY, entries))

  test('nobody on duty is an alarm at once; who comes on duty is asked, and the alarm is lifted', async () => {
    const bench = await openBench(1, {})
    await setRoster(bench, [entry('c1', 1, { fromTime: '05:00', toTime: '21:00' })])
    const orderId = (await bench.raise())?.id ?? ''
    expect((await requireOrder(bench.db, orderId)).alarmAtMs).toBe(bench.clock.now())
    const alarm = (await listEvents(bench.db, { limit: 10 })).at(-1)
    expect(alarm).toMatchObject({
      type: 'order.alarm',
      data: { why: 'nobody-on-duty', asked: 0, passedOver: [{ contractorId: 'c1', why: 'off-duty' }] },
    })
    await bench.pass(4 * HOUR_MS - 1)
    expect(await openOffers(bench)).toEqual([])
    await bench.pass(30 * SECOND_MS + 1)
    expect(await openOffers(bench)).toEqual(['r1 c1'])
    expect((await requireOrder(bench.db, orderId)).alarmAtMs).toBeNull()
    await declineOffer(bench.ctx, { offerId: await bench.openOffer(orderId), actor: C1 })
    expect((await requireOrder(bench.db, orderId)).alarmAtMs).toBe(bench.clock.now())
  })

  test('a holiday has its own', async () => {
    const bench = await openBench(2, {})
    const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri']
    await setRoster(bench, [entry('c1', 1, { days: weekdays }), entry('c2', 2, { days: ['sat', 'sun', 'holiday'] })])
    await bench.raise({ routeId: 'r1' })
    await bench.db
      .transaction()
      .execute((trx) => replaceHolidays(trx, AUTHORITY, [{ date: '2026-01-21', name: '町の祭' }]))
    await bench.raise({ routeId: 'r2' })
    expect(await openOffers(bench)).toEqual(['r1 c1', 'r2 c2'])
  })
})
