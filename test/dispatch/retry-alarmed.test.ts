import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { withdrawOrder } from '../../src/dispatch/commands.ts'
import { offerToNext } from '../../src/dispatch/offer-ladder.ts'
import { DISPATCH_DEFAULTS } from '../../src/dispatch/policy.ts'
import { requireOrder } from '../../src/dispatch/require.ts'
import { ALARMED_PAGE, AlarmedSweep, retryAlarmed } from '../../src/dispatch/retry-alarmed.ts'
import type { RosterEntry } from '../../src/domain/roster.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { upsertRoster } from '../../src/store/roster/upsert-roster.ts'
import { type DispatchBench, OFFICER, openDispatch } from '../support/dispatch.ts'
import { AUTHORITY } from '../support/district.ts'

const ENTRY: RosterEntry = {
  blockId: 'b1',
  routeId: null,
  contractorId: 'c1',
  rank: 1,
  fromMs: null,
  toMs: null,
  days: null,
  fromTime: null,
  toTime: null,
}

/** An order that found an empty roster, which has somebody on it by now. */
async function alarmed(bench: DispatchBench): Promise<string> {
  const setRoster = (entries: readonly RosterEntry[]) =>
    bench.db.transaction().execute((trx) => upsertRoster(trx, AUTHORITY, entries))
  await setRoster([])
  const orderId = (await bench.raise())?.id ?? ''
  await setRoster([ENTRY])
  return orderId
}

const retry = (bench: DispatchBench) => retryAlarmed(bench.db, bench.clock.now(), DISPATCH_DEFAULTS)

test('an order left with an officer is asked for once somebody is on the roster, and then left alone', async () => {
  const bench = await openDispatch()
  const orderId = await alarmed(bench)
  expect(await retry(bench)).toEqual({ left: 0, asked: 1 })
  expect((await requireOrder(bench.db, orderId)).alarmAtMs).toBeNull()
  expect(await retry(bench)).toEqual({ left: 0, asked: 0 })
})

test('of two that look at the same time one asks', async () => {
  const bench = await openDispatch()
  await alarmed(bench)
  const results = await Promise.all([retry(bench), retry(bench)])
  expect(results.map((it) => it.asked).toSorted()).toEqual([0, 1])
  expect(await listOffers(bench.db, { limit: 10 })).toHaveLength(1)
})

test('an order that is withdrawn meanwhile is not asked for', async () => {
  const bench = await openDispatch()
  const orderId = await alarmed(bench)
  const looking = retry(bench)
  await withdrawOrder(bench.ctx, { orderId, actor: OFFICER, reason: 'road closed' })
  expect(await looking).toMatchObject({ asked: 0 })
  expect(await listOffers(bench.db, { limit: 10 })).toEqual([])
})

test('however many wait, each has its turn: what nobody can do keeps nobody waiting', async () => {
  const bench = await openDispatch({ routes: ALARMED_PAGE + 1 })
  const setRoster = (entries: readonly RosterEntry[]) =>
    bench.db.transaction().execute((trx) => upsertRoster(trx, AUTHORITY, entries))
  await setRoster([])
  for (let route = 1; route <= ALARMED_PAGE; route++) await bench.raise({ routeId: `r${route}`, priority: 1 })
  const last = await bench.raise({ routeId: `r${ALARMED_PAGE + 1}`, priority: 9 })
  await setRoster([{ ...ENTRY, blockId: null, routeId: `r${ALARMED_PAGE + 1}` }])
  const sweep = new AlarmedSweep(bench.db, DISPATCH_DEFAULTS)
  const nowMs = bench.clock.now()
  expect(await sweep.round(nowMs)).toBe(0)
  expect(sweep.dueAtMs).toBeLessThanOrEqual(nowMs)
  expect(await sweep.round(nowMs)).toBe(1)
  expect(await bench.openOffer(last?.id ?? '')).not.toBe('')
  expect(sweep.dueAtMs).toBe(nowMs + 30_000)
  expect(await sweep.round(nowMs + 29_999)).toBe(0)
  expect(sweep.dueAtMs).toBe(nowMs + 30_000)
})

test('an order that cannot be looked at keeps none of the others waiting', async () => {
  const bench = await openDispatch({ routes: 2 })
  const setRoster = (entries: readonly RosterEntry[]) =>
    bench.db.transaction().execute((trx) => upsertRoster(trx, AUTHORITY, entries))
  await setRoster([])
  const broken = await bench.raise({ routeId: 'r1', priority: 1 })
  const whole = await bench.raise({ routeId: 'r2', priority: 9 })
  await setRoster([ENTRY])
  await sql`create trigger broken before insert on offers when new.order_id = ${sql.lit(broken?.id ?? '')}
    begin select raise(abort, 'broken'); end`.execute(bench.db)
  const sweep = new AlarmedSweep(bench.db, DISPATCH_DEFAULTS)
  await expect(sweep.round(bench.clock.now())).rejects.toThrow('broken')
  expect(await bench.openOffer(whole?.id ?? '')).not.toBe('')
  expect(sweep.dueAtMs).toBe(bench.clock.now() + 30_000)
})

test('nobody is left without an offer and without an alarm: an order read too long ago fails the command', async () => {
  const bench = await openDispatch()
  await bench.db.transaction().execute((trx) => upsertRoster(trx, AUTHORITY, []))
  const order = await bench.raise({ state: 'proposed' })
  const stale = { ...(await requireOrder(bench.db, order?.id ?? '')), version: 0 }
  const offering = bench.db
    .transaction()
    .execute((trx) => offerToNext(trx, stale, bench.clock.now(), DISPATCH_DEFAULTS))
  await expect(offering).rejects.toMatchObject({ code: 'conflict' })
})
