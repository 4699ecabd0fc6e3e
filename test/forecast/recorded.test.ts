import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { HOUR_MS } from '../../src/domain/time.ts'
import { findNewestRun } from '../../src/store/forecasts/find-newest-run.ts'
import { listRuns } from '../../src/store/forecasts/list-runs.ts'
import { lacksSharedData, sharedData } from '../support/shared-data.ts'
import { openMeteoAt, openStage } from './fixture.ts'
import { status, weatherServer } from './weather-server.ts'

/** The services' own words, as they were recorded, over HTTP through the whole stage. */

const MONTH = 'forecast/openmeteo_nyc_2025-01.ndjson.gz'
const NEW_YORK = [[40.71, -73.99]] as const
const ALL = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, limit: 1000 }

test.skipIf(lacksSharedData(MONTH))('four days of hourly answers are archived as they changed', async () => {
  const lines = gunzipSync(readFileSync(sharedData(MONTH)))
    .toString('utf8')
    .trim()
    .split('\n')
    .slice(0, 96)
  const answers = lines.map((it) => JSON.parse(it) as { received_utc: string; body: string })
  const firstMs = Date.parse(answers[0]?.received_utc ?? '')
  const server = await weatherServer((_asked, response, count) => response.end(answers[count - 1]?.body))
  const env = openMeteoAt(server.url, { YUKIBAN_FORECAST_CELL_DEG: '0.5' })
  const start = new Date(Math.floor(firstMs / HOUR_MS) * HOUR_MS + 420_000).toISOString()
  const it = await openStage({ env, places: NEW_YORK, start })
  await it.pass(95 * HOUR_MS)
  expect(server.asked).toHaveLength(96)
  const runs = await listRuns(it.db, ALL)
  expect(runs.length).toBeGreaterThan(10)
  expect(runs.length).toBeLessThanOrEqual(96)
  expect(it.outcomes).toEqual(Array(96).fill('ok'))
  // what was the newest at a moment can still be told, and was received by then
  const [cell = ''] = runs.map((run) => run.cellId)
  const thenMs = Date.parse(start) + 40 * HOUR_MS
  const then = await findNewestRun(it.db, cell, thenMs)
  expect(then?.receivedAtMs).toBe(runs.map((run) => run.receivedAtMs).find((ms) => ms <= thenMs))
})

const ERRORS = 'forecast/error_bodies'
const WHY: Readonly<Record<string, string>> = {
  '2023-11-01_1700.body': 'unavailable',
  '2024-12-22_2200.body': 'unavailable',
  '2026-04-07_0400.body': 'unavailable',
  '2026-07-24_1600.body': 'overloaded',
  '2026-07-26_2200.body': 'overloaded',
  '2026-08-12_1900.body': 'rate-limited',
  '2026-08-21_0000.body': 'rate-limited',
}

describe.skipIf(lacksSharedData(ERRORS))('what Open-Meteo said when it did not answer', () => {
  const names = lacksSharedData(ERRORS) ? [] : readdirSync(sharedData(ERRORS))

  test.each(names)('%s, even under 200', async (name) => {
    const body = readFileSync(sharedData(`${ERRORS}/${name}`), 'utf8')
    const server = await weatherServer(status(200, body))
    const it = await openStage({ env: openMeteoAt(server.url) })
    await it.stage.settled()
    const [service] = (await it.stage.status()).services
    expect(service?.lastFailure?.why).toBe(WHY[name])
    expect(await listRuns(it.db, ALL)).toEqual([])
  })
})

const METNO = 'api/metno/lat40.7lon-74.0altitude10_compact.json'

test.skipIf(lacksSharedData(METNO))('MET Norway is asked cell by cell, and its Expires is kept', async () => {
  const recorded = JSON.parse(readFileSync(sharedData(METNO), 'utf8')) as {
    headers: Record<string, string>
    data: unknown
  }
  const { Expires = '', 'Last-Modified': lastModified = '' } = recorded.headers
  const server = await weatherServer((asked, response) => {
    if (asked.headers['if-modified-since'] === lastModified) return response.writeHead(304).end()
    return response.writeHead(200, { Expires, 'Last-Modified': lastModified }).end(JSON.stringify(recorded.data))
  })
  const env = {
    YUKIBAN_FORECAST_PROVIDER: 'met-norway',
    YUKIBAN_FORECAST_URL: server.url,
    YUKIBAN_FORECAST_CONTACT: 'roads@town.example',
    YUKIBAN_FORECAST_CRON: '*/5 * * * *',
  }
  const places = [...NEW_YORK, [40.71, -74.15]] as const
  const it = await openStage({ env, places, start: '2020-07-20T11:45:00Z' })
  await it.stage.settled()
  expect(server.asked.map(({ headers }) => headers['user-agent'])).toEqual(
    Array(2).fill(expect.stringMatching(/^Yukiban\/\S+ roads@town\.example$/)),
  )
  const [run] = await listRuns(it.db, ALL)
  expect(run).toMatchObject({ provider: 'met-norway', issuedAtMs: expect.any(Number) })
  expect(run?.issuedAtMs).toBeLessThan(it.clock.now())
  await it.pass(25 * 60_000)
  expect(server.asked).toHaveLength(2)
  await it.pass(10 * 60_000)
  // when it expires, and at the two ticks after it, both cells
  expect(server.asked).toHaveLength(2 + 3 * 2)
  expect(it.outcomes.slice(2)).toEqual(Array(6).fill('unchanged'))
  expect(await listRuns(it.db, ALL)).toHaveLength(2)
})
