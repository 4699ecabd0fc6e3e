import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { archiveRuns } from '../../src/forecast/archive.ts'
import { Places } from '../../src/forecast/places.ts'
import { Weather } from '../../src/forecast/weather.ts'
import { ForecastCourse } from '../../src/replay/forecast-course.ts'
import { START_MS } from '../support/sensor.ts'
import { simulatedClock } from '../support/service.ts'
import { testDatabase } from '../support/stores.ts'

const CELL = '40.8500,140.7500'
const STALE_MS = 3 * HOUR_MS

test('at any moment it is the forecast that the service would have looked at then', async () => {
  const db = await testDatabase()
  const receivedH = [0, 1, 2, 7, 30, 49, 50, 96, 97, 140]
  for (const [index, hour] of receivedH.entries()) {
    const receivedAtMs = START_MS + hour * HOUR_MS
    const hours = [0, 1, 2].map((it) => ({
      fromMs: receivedAtMs + it * HOUR_MS,
      airTempC: -index,
      relativeHumidityPct: 90,
      precipitationMm: 1,
      windMs: null,
    }))
    const run = { provider: 'file', model: 'm', cellId: CELL, issuedAtMs: receivedAtMs - HOUR_MS, receivedAtMs, hours }
    await db.transaction().execute((trx) => archiveRuns(trx, [run], receivedAtMs))
  }
  const clock = simulatedClock('2026-02-20T00:00:00Z')
  const weather = new Weather({ db, clock, places: new Places(db, clock, 0.1), staleMs: STALE_MS, radiusKm: 30 })
  const course = new ForecastCourse(db, CELL, STALE_MS)
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: -60, max: 160 * 60 }), async (minute) => {
      const atMs = START_MS + minute * MINUTE_MS
      const live = await weather.forecastFor({ cellId: CELL }, atMs)
      const replayed = await course.at(atMs)
      // What is older than a day is used by nobody.
      if (live === undefined || atMs - live.forecast.receivedAtMs > 24 * HOUR_MS) return
      expect(replayed).toEqual(live)
    }),
    { numRuns: 200 },
  )
  expect(await course.at(START_MS - 1)).toBeUndefined()
  expect((await course.at(START_MS))?.stale).toBe(false)
  expect((await course.at(START_MS + 20 * HOUR_MS))?.stale).toBe(true)
})
