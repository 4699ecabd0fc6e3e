import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { insertRun } from '../../src/store/forecasts/insert-run.ts'
import { listRuns } from '../../src/store/forecasts/list-runs.ts'
import { smallDistrict } from '../support/district.ts'
import { connectDevice, publishReading } from '../support/mqtt.ts'
import { simulatedClock, steppedClock, testService } from '../support/service.ts'
import { tempDir } from '../support/temp-dir.ts'
import { CELL_ID, openMeteoAt, registerPlaces, START, START_MS } from './fixture.ts'
import { openMeteoAnswer, status, weatherServer } from './weather-server.ts'

/** The whole service with a weather service beside it. */

test('a simulated night is forecast as a real one', async () => {
  const { clock, advance } = steppedClock(START)
  const server = await weatherServer(openMeteoAnswer(() => ({ fromMs: clock.now(), hours: 30 })))
  const { db } = await testService({ clock, env: openMeteoAt(server.url, { YUKIBAN_FORECAST_JITTER_S: '0' }) })
  await registerPlaces(db, [[40.82, 140.74]])
  await advance(6 * HOUR_MS + 10 * MINUTE_MS)
  const runs = await listRuns(db, { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, limit: 100 })
  // at 09:05, when the device is noticed, the same at 09:07, and seven minutes after every hour
  expect(runs).toHaveLength(7)
  expect(runs.slice(0, 2).map((it) => it.receivedAtMs)).toEqual(
    [6, 5].map((h) => START_MS + h * HOUR_MS + 7 * MINUTE_MS),
  )
})

test('forecasts that do not come are told, and do not make the service unready', async () => {
  const server = await weatherServer(status(502, '<html>'))
  const dataDir = tempDir()
  const env = openMeteoAt(server.url, { YUKIBAN_METRICS_PORT: '0' })
  const first = await testService({ dataDir })
  await registerPlaces(first.db, [[40.82, 140.74]])
  await first.stop()
  const service = await testService({ dataDir, env })
  await expect.poll(() => server.asked.length).toBe(1)
  await expect
    .poll(async () => (await (await fetch(service.metricsUrl ?? '')).text()).split('\n'))
    .toContain('yukiban_weather_requests_total{outcome="refused"} 1')
  const ready = await fetch(`${service.httpUrl}/readyz`)
  expect(ready.status).toBe(200)
  const { checks } = (await ready.json()) as { checks: unknown[] }
  expect(checks).toContainEqual({
    name: 'forecasts',
    ok: true,
    detail: '1 of 1 cells without a fresh one; none received yet',
  })
  const metrics = await (await fetch(service.metricsUrl ?? '')).text()
  expect(metrics).toMatch(/^yukiban_forecast_cells 1$/m)
  expect(metrics).toMatch(/^yukiban_forecast_stale_cells 1$/m)
  expect(metrics).toMatch(/^yukiban_forecast_confirmed_seconds 0$/m)
})

test('a service that is stopped while it waits for an answer stops at once', async () => {
  const server = await weatherServer(() => {})
  const dataDir = tempDir()
  const first = await testService({ dataDir })
  await registerPlaces(first.db, [[40.82, 140.74]])
  await first.stop()
  const service = await testService({ dataDir, env: openMeteoAt(server.url) })
  await expect.poll(() => server.asked.length).toBe(1)
  const beganMs = performance.now()
  await service.stop()
  expect(performance.now() - beganMs).toBeLessThan(10_000)
})

test('a forecast file is the same to the rest of the service', async () => {
  const path = join(tempDir(), 'forecast.json')
  const iso = (atMs: number) => new Date(atMs).toISOString()
  const hours = [{ from: iso(START_MS), airTempC: -4, precipitationMm: 1 }]
  const one = { lat: 40.82, lon: 140.74, model: 'exercise', issuedAt: iso(START_MS), hours }
  writeFileSync(path, JSON.stringify({ runs: [one] }))
  const clock = simulatedClock(START, 100)
  const env = { YUKIBAN_FORECAST_PROVIDER: 'file', YUKIBAN_FORECAST_URL: path }
  const service = await testService({ clock, env })
  await service.settled()
  expect(await listRuns(service.db, { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, limit: 9 })).toMatchObject([
    { provider: 'file', model: 'exercise', hours: [{ airTempC: -4 }] },
  ])
})

test('what a sensor does not measure itself, its forecast tells quality control', async () => {
  const path = join(tempDir(), 'forecast.json')
  const iso = (atMs: number) => new Date(atMs).toISOString()
  const hours = [{ from: iso(START_MS), airTempC: -20, precipitationMm: 0 }]
  const one = { lat: 40.82, lon: 140.74, model: 'exercise', issuedAt: iso(START_MS), hours }
  writeFileSync(path, JSON.stringify({ runs: [one] }))
  const { clock, advance } = steppedClock(START)
  const env = { YUKIBAN_FORECAST_PROVIDER: 'file', YUKIBAN_FORECAST_URL: path }
  const service = await testService({ clock, env })
  const { tokens } = await smallDistrict(service.db)
  await service.db.updateTable('devices').set({ lat: 40.82, lon: 140.74 }).execute()
  await service.settled()
  await advance(MINUTE_MS)
  const device = await connectDevice(service.mqttUrl ?? '', 'r1-a', tokens['r1-a'] ?? '')
  await publishReading(device, 'r1-a', { at: clock.now(), distance_mm: 1900 })
  await service.settled()
  const [reading] = await service.readings.readings({ deviceId: 'r1-a', fromMs: 0, toMs: clock.now() + 1, limit: 1 })
  // sound is slower in the cold: 1900 mm are 1829 at −20 °C, by √(253.15 / 273.15); mounted at 2000
  expect(reading?.judgedDepthMm).toBeCloseTo(2000 - 1900 * Math.sqrt(253.15 / 273.15), 0)
})

test('what is older than its limit goes; what is still confirmed stays', async () => {
  const { clock, advance } = steppedClock(START)
  const server = await weatherServer(openMeteoAnswer(() => ({ fromMs: START_MS })))
  const env = { ...openMeteoAt(server.url), YUKIBAN_KEEP_FORECASTS_DAYS: '1', YUKIBAN_FORECAST_CRON: '0 0 * * *' }
  const dataDir = tempDir()
  const first = await testService({ dataDir, clock })
  await registerPlaces(first.db, [[40.82, 140.74]])
  const run = { provider: 'file', model: 'm', issuedAtMs: START_MS, receivedAtMs: START_MS, hours: [] }
  await first.db.transaction().execute((trx) => insertRun(trx, { ...run, cellId: 'given up' }, START_MS))
  await first.stop()
  const service = await testService({ dataDir, clock, env })
  const cells = async () =>
    (await listRuns(service.db, { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, limit: 9 })).map((it) => it.cellId)
  await service.settled()
  expect((await cells()).toSorted()).toEqual([CELL_ID, 'given up'])
  await advance(49 * HOUR_MS)
  await service.settled()
  expect(await cells()).toEqual([CELL_ID])
})
