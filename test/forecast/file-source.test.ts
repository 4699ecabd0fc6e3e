import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { listRuns } from '../../src/store/forecasts/list-runs.ts'
import { tempDir } from '../support/temp-dir.ts'
import { CELL_ID, openStage, START_MS, type Stage } from './fixture.ts'

const iso = (atMs: number) => new Date(atMs).toISOString()

function run(airTempC: number, receivedAtMs?: number) {
  const received = receivedAtMs === undefined ? {} : { receivedAt: iso(receivedAtMs) }
  const hours = [{ from: iso(START_MS), airTempC, relativeHumidityPct: 90, precipitationMm: 1 }]
  return { lat: 40.82, lon: 140.74, model: 'exercise', issuedAt: iso(START_MS - 24 * HOUR_MS), ...received, hours }
}

let written = 0
/** Writes the file as it would be at another moment, so that the change can be seen. */
function write(path: string, content: unknown): void {
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  written++
  utimesSync(path, written, written)
}

async function open(content: unknown) {
  const path = join(tempDir(), 'forecast.json')
  if (content !== undefined) write(path, content)
  const env = { YUKIBAN_FORECAST_PROVIDER: 'file', YUKIBAN_FORECAST_URL: path }
  return { path, it: await openStage({ env }) }
}

const temperatures = async ({ db }: Stage) =>
  (await listRuns(db, { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, limit: 100 })).map((it) => it.hours[0]?.airTempC)

test('runs come in when they were received: past ones at once, later ones at their time', async () => {
  const { it } = await open({ runs: [run(3, START_MS + 30 * MINUTE_MS), run(1, START_MS - HOUR_MS), run(2)] })
  await it.stage.settled()
  expect(await temperatures(it)).toEqual([2, 1])
  const at = (ms: number) => it.stage.weather.forecastFor({ cellId: CELL_ID }, ms)
  expect((await at(START_MS - 1))?.forecast.hours[0]?.airTempC).toBe(1)
  expect((await at(START_MS))?.forecast.hours[0]?.airTempC).toBe(2)
  await it.pass(29 * MINUTE_MS)
  expect(await temperatures(it)).toEqual([2, 1])
  await it.pass(MINUTE_MS)
  expect(await temperatures(it)).toEqual([3, 2, 1])
})

test('a changed file is taken up within a minute; an unchanged one adds nothing, after a restart neither', async () => {
  const { path, it } = await open({ runs: [run(1, START_MS - HOUR_MS)] })
  await it.pass(5 * MINUTE_MS)
  await it.restart()
  await it.pass(5 * MINUTE_MS)
  expect(await temperatures(it)).toEqual([1])
  write(path, { runs: [run(1, START_MS - HOUR_MS), run(5)] })
  await it.pass(MINUTE_MS)
  expect(await temperatures(it)).toEqual([5, 1])
})

test('what the file cannot say is noted once, and what was known stays', async () => {
  const { path, it } = await open({ runs: [run(1)] })
  await it.stage.settled()
  write(path, { runs: [{ ...run(2), lat: 'north' }] })
  await it.pass(5 * MINUTE_MS)
  const [file] = (await it.stage.status()).services
  expect(file).toMatchObject({ service: 'file', lastFailure: { why: 'unreadable' } })
  expect(file?.lastFailure?.detail).toMatch(/runs\[0\]\.lat must be a number/)
  expect(file?.recent.map((line) => line.outcome)).toEqual(['unreadable', 'ok'])
  expect(await temperatures(it)).toEqual([1])
})

test('a file that is not there yet is waited for', async () => {
  const { path, it } = await open(undefined)
  await it.stage.settled()
  expect((await it.stage.status()).services[0]?.lastFailure?.detail).toMatch(/cannot be read: ENOENT/)
  expect(it.stage.failure()).toBeUndefined()
  write(path, { runs: [run(4)] })
  await it.pass(MINUTE_MS)
  expect(await temperatures(it)).toEqual([4])
})

test('a file: URL and a bound on its size', async () => {
  const path = join(tempDir(), 'forecast.json')
  write(path, `{"runs": []}${' '.repeat(2000)}`)
  const env = {
    YUKIBAN_FORECAST_PROVIDER: 'file',
    YUKIBAN_FORECAST_URL: pathToFileURL(path).href,
    YUKIBAN_FORECAST_MAX_BYTES: '1024',
  }
  const it = await openStage({ env })
  await it.stage.settled()
  expect((await it.stage.status()).services[0]?.lastFailure?.detail).toBe(
    `${path} is larger than 1024 bytes (YUKIBAN_FORECAST_MAX_BYTES)`,
  )
})
