import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HOUR_MS } from '../../src/domain/time.ts'
import { readForecastFile } from '../../src/forecast/providers/file.ts'
import { snowForecast, snowfallBetween } from '../../src/forecast/snowfall.ts'
import { LEADS_H } from '../../src/predict/situation.ts'
import { readScenario } from '../cli/files.ts'
import { DEMO_FORECAST_ERROR } from '../demo/forecast-file.ts'
import { forecastFileText, forecastRuns, ISSUED_EVERY_MS, RECEIVED_AFTER_MS } from '../forecast.ts'
import { depthAfter, type WeatherPoint } from '../weather.ts'

const storm = readScenario('examples/storm-night.json')
const PLACE = { lat: 40.85, lon: 140.75 }
const plan = {
  places: [PLACE],
  fromMs: storm.startMs - RECEIVED_AFTER_MS,
  toMs: storm.endMs,
  error: DEMO_FORECAST_ERROR,
}

/** Snow a run speaks of, as the service will see it, cm. */
function forecastCm(run: ReturnType<typeof forecastRuns>[number], fromMs: number, toMs: number): number | null {
  const archived = { id: 'run', provider: 'file', cellId: 'cell', receivedAtMs: run.issuedAtMs, ...run }
  return snowfallBetween(snowForecast(archived), fromMs, toMs)
}

test('runs are issued every three hours and received three hours later, each for every place', () => {
  const elsewhere = { lat: 40.75, lon: 140.75 }
  const runs = forecastRuns(storm.weather, { ...plan, places: [PLACE, elsewhere] })
  // 15:00 is the newest that is known when the storm begins at 18:00.
  expect(runs.slice(0, 3).map((it) => [it.issuedAtMs, it.lat])).toEqual([
    [Date.parse('2026-01-20T15:00+09:00'), PLACE.lat],
    [Date.parse('2026-01-20T15:00+09:00'), elsewhere.lat],
    [Date.parse('2026-01-20T18:00+09:00'), PLACE.lat],
  ])
  expect(runs).toHaveLength(2 * 6)
  for (const { issuedAtMs, receivedAtMs } of runs) expect(receivedAtMs).toBe(issuedAtMs + 3 * HOUR_MS)
})

test('from its receipt until the next one a run covers every hour that is predicted', () => {
  for (const run of forecastRuns(storm.weather, plan)) {
    const lastMs = run.issuedAtMs + RECEIVED_AFTER_MS + ISSUED_EVERY_MS
    expect(forecastCm(run, lastMs, lastMs + (LEADS_H.at(-1) ?? 0) * HOUR_MS)).not.toBeNull()
  }
})

test('the storm comes an hour late and a fifth too small', () => {
  const [run] = forecastRuns(storm.weather, plan)
  if (run === undefined) throw new Error('no run')
  for (let fromMs = storm.startMs; fromMs < storm.endMs; fromMs += HOUR_MS) {
    const trueCm = depthAfter(storm.weather, fromMs - HOUR_MS, fromMs, 0, 1, 0)
    // Precipitation is told in hundredths of a millimetre, which are hundredths of a centimetre of snow and a half.
    expect(Math.abs((forecastCm(run, fromMs, fromMs + HOUR_MS) ?? Number.NaN) - 0.8 * trueCm)).toBeLessThan(0.01)
  }
})

test('the file is one the service reads, and says the same', () => {
  const runs = forecastRuns(storm.weather, plan)
  const file = readForecastFile(forecastFileText(runs))
  expect(file).toEqual({ runs })
})

test('whatever the weather, the service can read its forecast; in the cold without error it is the truth', () => {
  const point = fc.record({
    snowfallCmPerH: fc.double({ min: 0, max: 30, noNaN: true }),
    airTempC: fc.double({ min: -40, max: 40, noNaN: true }),
  })
  const weathers = fc
    .array(point, { minLength: 1, maxLength: 12 })
    .map((points): WeatherPoint[] => points.map((it, hour) => ({ atMs: storm.startMs + hour * HOUR_MS, ...it })))
  fc.assert(
    fc.property(weathers, (weather) => {
      const error = { lateMs: 0, amount: 1 }
      const [run] = forecastRuns(weather, { ...plan, fromMs: storm.startMs, error })
      if (run === undefined) throw new Error('no run')
      expect(readForecastFile(forecastFileText([run]))).toEqual({ runs: [run] })
      for (const { fromMs, airTempC } of run.hours) {
        if (airTempC === null || airTempC > 0) continue
        const trueCm = depthAfter(weather, fromMs, fromMs + HOUR_MS, 0, 1, 0)
        expect(Math.abs((forecastCm(run, fromMs, fromMs + HOUR_MS) ?? Number.NaN) - trueCm)).toBeLessThan(0.01)
      }
    }),
    { numRuns: 50 },
  )
})
