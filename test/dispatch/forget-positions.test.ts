import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { acceptOffer } from '../../src/dispatch/commands.ts'
import { startForgettingPositions } from '../../src/dispatch/forget-positions.ts'
import { MAX_REPORTS, reportProgress } from '../../src/dispatch/progress.ts'
import { DAY_MS } from '../../src/domain/time.ts'
import { listProgress } from '../../src/store/progress/list-progress.ts'
import { C1, type DispatchBench, openDispatch } from '../support/dispatch.ts'

const POSITION = { lat: 40.8246, lon: 140.74, accuracyM: 8 }

async function working(): Promise<{ bench: DispatchBench; orderId: string }> {
  const bench = await openDispatch()
  const order = await bench.raise()
  const orderId = order?.id ?? ''
  await acceptOffer(bench.ctx, { offerId: await bench.openOffer(orderId), actor: C1 })
  return { bench, orderId }
}

function forgetting(bench: DispatchBench, keepDays: number | null) {
  const loop = startForgettingPositions({ db: bench.db, clock: bench.clock, log: pino({ level: 'silent' }), keepDays })
  onTestFinished(() => loop.stop())
  return loop
}

test('positions are erased when they are older than they are kept; what else was said stays', async () => {
  const { bench, orderId } = await working()
  const startMs = bench.clock.now()
  const report = (atMs: number, percent: number | null, position: typeof POSITION | null = POSITION) =>
    reportProgress(bench.ctx, { orderId, actor: C1, atMs, position, percent, note: null })
  await report(startMs, null)
  await report(startMs + 1, 40)
  await report(startMs + 2, 50, null)
  const loop = forgetting(bench, 30)
  await bench.advance(30 * DAY_MS)
  await loop.settled()
  expect(await listProgress(bench.db, { orderId, limit: 10 })).toHaveLength(3)
  await report(bench.clock.now(), null)
  await bench.advance(DAY_MS)
  await loop.settled()
  expect(await listProgress(bench.db, { orderId, limit: 10 })).toMatchObject([
    { percent: 40, position: null },
    { percent: 50, position: null },
    { percent: null, position: POSITION },
  ])
  const dump = JSON.stringify(await bench.db.selectFrom('events').selectAll().execute())
  expect(dump).not.toContain(String(POSITION.lat))
})

test('for ever is for ever', async () => {
  const { bench, orderId } = await working()
  const at = { orderId, actor: C1, atMs: bench.clock.now(), percent: null, note: null }
  await reportProgress(bench.ctx, { ...at, position: POSITION })
  const loop = forgetting(bench, null)
  await bench.advance(4000 * DAY_MS)
  await loop.settled()
  expect(await listProgress(bench.db, { orderId, limit: 10 })).toMatchObject([{ position: POSITION }])
})

test('an order has room for so many reports', async () => {
  const { bench, orderId } = await working()
  const startMs = bench.clock.now()
  const row = { order_id: orderId, authority_id: 'town', reporter: 'contractor:c1', percent: 1, recorded_at: startMs }
  const nothing = { lat: null, lon: null, accuracy_m: null, note: null }
  const rows = Array.from({ length: MAX_REPORTS - 1 }, (_, index) => ({ ...row, ...nothing, at: startMs + index }))
  await bench.db.insertInto('order_progress').values(rows).execute()
  const report = (atMs: number) =>
    reportProgress(bench.ctx, { orderId, actor: C1, atMs, position: null, percent: 2, note: null })
  await report(startMs + MAX_REPORTS)
  await report(startMs + MAX_REPORTS)
  await expect(report(startMs + MAX_REPORTS + 1)).rejects.toMatchObject({ code: 'conflict' })
})
