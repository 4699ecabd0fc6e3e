import { expect, test } from 'vitest'
import { withdrawOrder } from '../../src/dispatch/commands.ts'
import { DISPATCH_DEFAULTS } from '../../src/dispatch/policy.ts'
import { requireOrder } from '../../src/dispatch/require.ts'
import { retryAlarmed } from '../../src/dispatch/retry-alarmed.ts'
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
