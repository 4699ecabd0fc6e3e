import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { ForecastHour } from '../../src/domain/forecast.ts'
import { DAY_MS, HOUR_MS } from '../../src/domain/time.ts'
import { archiveRuns, type IncomingRun } from '../../src/forecast/archive.ts'
import { type Db, openDatabase } from '../../src/store/database.ts'
import { findNewestRun } from '../../src/store/forecasts/find-newest-run.ts'
import { findNewestRunKey } from '../../src/store/forecasts/find-newest-run-key.ts'
import { listRuns } from '../../src/store/forecasts/list-runs.ts'
import { listRunsReceived } from '../../src/store/forecasts/list-runs-received.ts'
import { pruneRuns } from '../../src/store/forecasts/prune-runs.ts'
import { packHours, runFromRow } from '../../src/store/forecasts/run-row.ts'
import { insertObservations } from '../../src/store/observations/insert-observations.ts'
import { listObservations } from '../../src/store/observations/list-observations.ts'
import { pruneObservations } from '../../src/store/observations/prune-observations.ts'
import { tempDir } from '../support/temp-dir.ts'

const T0 = Date.UTC(2026, 0, 20, 12)
const CELL = '40.8500,140.7500'

async function openDb(): Promise<Db> {
  const db = await openDatabase(tempDir())
  onTestFinished(() => db.destroy())
  return db
}

function hour(precipitationMm: number): ForecastHour {
  return { fromMs: T0, airTempC: -2.5, relativeHumidityPct: 90, precipitationMm, windMs: null }
}

/** A run received `atH` hours after T0, whose one hour has so much water. */
function incoming(atH: number, precipitationMm: number, more: Partial<IncomingRun> = {}): IncomingRun {
  const receivedAtMs = T0 + atH * HOUR_MS
  const run = { provider: 'open-meteo', model: 'jma_seamless', cellId: CELL, issuedAtMs: null, receivedAtMs }
  return { ...run, hours: [hour(precipitationMm)], ...more }
}

const take = (db: Db, ...runs: IncomingRun[]) =>
  db.transaction().execute(async (trx) => {
    let added = 0
    for (const run of runs) added += await archiveRuns(trx, [run], run.receivedAtMs)
    return added
  })

test('what was newest at a moment stays the newest of that moment', async () => {
  const db = await openDb()
  expect(await take(db, incoming(0, 1), incoming(1, 2), incoming(2, 1))).toBe(3)
  const water = async (atH: number) => (await findNewestRun(db, CELL, T0 + atH * HOUR_MS))?.hours[0]?.precipitationMm
  expect(await water(-0.1)).toBeUndefined()
  expect([await water(0), await water(0.9), await water(1), await water(9)]).toEqual([1, 1, 2, 1])
  const received = await listRunsReceived(db, CELL, T0, T0 + HOUR_MS, 10)
  expect(received.map((it) => it.hours[0]?.precipitationMm)).toEqual([2, 1])
})

test('the same again is confirmed only: per cell, model and provider', async () => {
  const db = await openDb()
  expect(await take(db, incoming(0, 1), incoming(1, 1), incoming(2, 1))).toBe(1)
  expect(await findNewestRunKey(db, CELL, T0 + DAY_MS)).toMatchObject({
    receivedAtMs: T0,
    lastSeenAtMs: T0 + 2 * HOUR_MS,
  })
  expect(
    await take(
      db,
      incoming(3, 1, { cellId: 'other' }),
      incoming(3, 1, { model: 'gfs' }),
      incoming(3, 1, { provider: 'file' }),
    ),
  ).toBe(3)
})

test('a file read again adds nothing, whatever it holds', async () => {
  const db = await openDb()
  const runs = [incoming(0, 1), incoming(1, 2), incoming(2, 1), incoming(3, 1)]
  expect(await take(db, ...runs)).toBe(3)
  expect(await take(db, ...runs)).toBe(0)
})

test('hours come back as they went in, gaps and unknown values too', () => {
  const value = fc.option(fc.integer({ min: -100_000, max: 500_000 }).map((it) => it / 1000))
  const hours = fc
    .uniqueArray(fc.integer({ min: 0, max: 200 }))
    .map((it) => it.sort((a, b) => a - b))
    .chain((list) =>
      fc.tuple(
        ...list.map((at) =>
          fc.record({
            fromMs: fc.constant(T0 + at * HOUR_MS + (at % 5 === 0 ? 1_800_000 : 0)),
            airTempC: value,
            relativeHumidityPct: value,
            precipitationMm: value,
            windMs: value,
          }),
        ),
      ),
    )
  fc.assert(
    fc.property(hours, (list) => {
      const { json, sha256 } = packHours(list)
      const row = { id: 'r', provider: 'p', model: 'm', cell_id: CELL, issued_at: 0, received_at: 0, last_seen_at: 0 }
      const back = runFromRow({ ...row, hours_json: json, hours_sha256: sha256 }).hours
      expect(back).toEqual(list)
    }),
  )
})

test('pages of the archive hold every run once, newest first', async () => {
  const db = await openDb()
  await take(db, ...[0, 0, 1, 2, 2, 3].map((atH, index) => incoming(atH, index, { cellId: `c${index}` })))
  const seen: string[] = []
  let before: { receivedAtMs: number; id: string } | undefined
  for (;;) {
    const page = await listRuns(db, { fromMs: T0, toMs: T0 + DAY_MS, before, limit: 2 })
    if (page.length === 0) break
    seen.push(...page.map((it) => it.cellId))
    const last = page.at(-1)
    before = last && { receivedAtMs: last.receivedAtMs, id: last.id }
  }
  expect(seen.toSorted()).toEqual(['c0', 'c1', 'c2', 'c3', 'c4', 'c5'])
  expect(seen[0]).toBe('c5')
})

test('pruning spares what is still confirmed', async () => {
  const db = await openDb()
  await take(db, incoming(0, 1, { cellId: 'old' }), incoming(0, 1), incoming(48, 1))
  expect(await pruneRuns(db, T0 + DAY_MS, 100)).toBe(1)
  expect(await findNewestRun(db, 'old', T0 + DAY_MS)).toBeUndefined()
  expect(await findNewestRun(db, CELL, T0 + DAY_MS)).toBeDefined()
})

test('observations are kept once, found by place and time, and pruned in pieces', async () => {
  const db = await openDb()
  const seen = (stationId: string, atH: number, lat: number, snowDepthCm: number) => ({
    provider: 'jma-amedas',
    stationId,
    lat,
    lon: 140.7,
    atMs: T0 + atH * HOUR_MS,
    receivedAtMs: T0 + atH * HOUR_MS + 300_000,
    airTempC: -1,
    snowDepthCm,
    snowfall1hCm: null,
    precipitation1hMm: 0.5,
  })
  const put = (...list: ReturnType<typeof seen>[]) => db.transaction().execute((trx) => insertObservations(trx, list))
  const many = Array.from({ length: 120 }, (_, index) => seen(`s${index}`, 0, 40, index))
  expect(await put(...many, seen('a', 1, 41, 7))).toBe(121)
  expect(await put(seen('a', 1, 41, 99), seen('a', 2, 41, 8))).toBe(1)
  const box = { south: 40.5, north: 41.5, west: 140, east: 141, limit: 100 }
  const found = await listObservations(db, { fromMs: T0, toMs: T0 + DAY_MS, ...box })
  expect(found).toEqual([seen('a', 2, 41, 8), seen('a', 1, 41, 7)])
  expect(await pruneObservations(db, T0 + DAY_MS, HOUR_MS)).toBe(120)
  expect(await pruneObservations(db, T0 + 1.5 * HOUR_MS, HOUR_MS)).toBe(1)
  expect(await pruneObservations(db, T0 + 1.5 * HOUR_MS, HOUR_MS)).toBe(0)
})
