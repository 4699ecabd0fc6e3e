import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import {
  crossingProbability,
  crossingShare,
  type DegradedMode,
  type Prediction,
  predict,
  QUANTILES,
} from '../../src/predict/predict.ts'
import { LEADS_H, type PredictInput } from '../../src/predict/situation.ts'
import { forecast, input, model, NOW_MS, ramp } from './fixture.ts'

const MODEL = model()

function predicted(change: Partial<PredictInput> = {}): Prediction {
  const made = predict(input(change), MODEL)
  if (made === undefined) throw new Error('a prediction was expected')
  return made
}

describe('what is missing is named', () => {
  const short = forecast(1)
  const cases: { name: string; change: Partial<PredictInput>; degraded: DegradedMode[]; run: string | null }[] = [
    { name: 'nothing', change: {}, degraded: [], run: 'run-1' },
    { name: 'any forecast', change: { forecast: null }, degraded: ['no-forecast'], run: null },
    {
      name: 'a forecast that reaches far enough',
      change: { forecast: { ...short, hours: short.hours.slice(0, 10) } },
      degraded: ['no-forecast'],
      run: null,
    },
    { name: 'nothing yet, the run is 6 h old', change: { forecast: forecast(1, 6) }, degraded: [], run: 'run-1' },
    { name: 'a newer run', change: { forecast: forecast(1, 6.01) }, degraded: ['stale-forecast'], run: 'run-1' },
    { name: 'still a newer run', change: { forecast: forecast(1, 24) }, degraded: ['stale-forecast'], run: 'run-1' },
    { name: 'a run of this day', change: { forecast: forecast(1, 24.01) }, degraded: ['no-forecast'], run: null },
    { name: 'the air temperature', change: { airTempC: null }, degraded: ['no-temperature'], run: 'run-1' },
    {
      name: 'everything',
      change: { airTempC: null, forecast: null },
      degraded: ['no-forecast', 'no-temperature'],
      run: null,
    },
    {
      name: 'half of everything',
      change: { airTempC: null, forecast: forecast(1, 10) },
      degraded: ['stale-forecast', 'no-temperature'],
      run: 'run-1',
    },
  ]
  test.each(cases)('missing: $name', ({ change, degraded, run }) => {
    expect(predicted(change)).toMatchObject({ degraded, forecastRunId: run })
  })

  test('a silent sensor has no prediction', () => {
    const samples = ramp(1).map((it) => ({ ...it, atMs: it.atMs - 2 * HOUR_MS - 1 }))
    expect(predict(input({ samples }), MODEL)).toBeUndefined()
  })
})

test('without a forecast the other analogs are asked', () => {
  const withoutForecast = { ...MODEL.withoutForecast, weights: { trend: 0, forecast: 0, agreement: 0, settling: 9 } }
  const two = { ...MODEL, withoutForecast }
  const at6 = (change: Partial<PredictInput>) => predict(input(change), two)?.leads[5]?.depthSincePassCm.p50 ?? 0
  expect(at6({ forecast: null })).toBeLessThan(at6({}) - 3)
})

describe('quantiles', () => {
  test('are of each whole hour ahead', () => {
    const { leads } = predicted()
    expect(leads.map((it) => it.leadH)).toEqual([...LEADS_H])
    expect(leads.map((it) => it.atMs)).toEqual(LEADS_H.map((it) => NOW_MS + it * HOUR_MS))
  })

  test('depth counts from the level, depth since pass from what has fallen since', () => {
    const made = predicted({ depthSincePassCm: 6 })
    const apartCm = made.situation.levelCm - 6
    for (const { depthCm, depthSincePassCm } of made.leads)
      expect(depthCm.p50 - depthSincePassCm.p50).toBeCloseTo(apartCm, 1)
  })

  test('the measured level is a median: what the newest samples have risen since is counted too', () => {
    const behind = predicted({ depthSincePassCm: 6, measuredLevelCm: 18.5 })
    const apartCm = behind.situation.levelCm - 18.5
    expect(apartCm).toBeGreaterThan(1)
    expect(behind.depthSincePassNowCm).toBeCloseTo(6 + apartCm, 9)
    const level = predicted({ depthSincePassCm: 6, measuredLevelCm: behind.situation.levelCm })
    for (const [lead, { depthSincePassCm }] of behind.leads.entries())
      expect(depthSincePassCm.p50).toBeCloseTo((level.leads[lead]?.depthSincePassCm.p50 ?? 0) + apartCm, 1)
    // reached is what was measured to be
    expect(crossingProbability(behind, 6, NOW_MS, MODEL)).toBe(1)
    expect(crossingProbability(behind, 6.1, NOW_MS, MODEL)).toBe(0)
    expect(crossingProbability(behind, 8, NOW_MS + 3 * HOUR_MS, MODEL)).toBeGreaterThan(
      crossingProbability(level, 8, NOW_MS + 3 * HOUR_MS, MODEL) ?? 1,
    )
    expect(predicted({ depthSincePassCm: 0, measuredLevelCm: 30 }).depthSincePassNowCm).toBe(0)
  })

  test('law: in order, and never less than nothing', () => {
    const any = fc.record({
      cmPerH: fc.double({ min: -4, max: 4, noNaN: true }),
      levelCm: fc.double({ min: 0, max: 60, noNaN: true }),
      depthSincePassCm: fc.double({ min: 0, max: 30, noNaN: true }),
      youngLayerCm: fc.double({ min: 0, max: 60, noNaN: true }),
      forecastCmPerH: fc.option(fc.double({ min: 0, max: 5, noNaN: true })),
    })
    fc.assert(
      fc.property(any, ({ cmPerH, levelCm, forecastCmPerH, ...now }) => {
        const samples = ramp(cmPerH, levelCm).map((it) => ({ ...it, depthCm: Math.max(0, it.depthCm) }))
        const run = forecastCmPerH === null ? null : forecast(forecastCmPerH)
        for (const lead of predicted({ ...now, samples, forecast: run }).leads) {
          for (const { p10, p25, p50, p75, p90 } of [lead.depthCm, lead.depthSincePassCm]) {
            const values = [p10, p25, p50, p75, p90]
            expect(values).toHaveLength(QUANTILES.length)
            expect(values).toEqual(values.toSorted((a, b) => a - b))
            expect(p10).toBeGreaterThanOrEqual(0)
          }
        }
      }),
    )
  })
})

describe('crossing, of paths as they are', () => {
  // rises 1 cm an hour to 3 cm and falls again; stays; falls
  const paths = Float64Array.from([
    ...LEADS_H.map((it) => (it <= 3 ? it : 6 - it)),
    ...LEADS_H.map(() => 0),
    ...LEADS_H.map((it) => -it),
  ])
  test.each([
    { missingCm: 1, hours: 1, want: 1 / 3 },
    { missingCm: 1, hours: 0.9, want: 0 },
    { missingCm: 2.5, hours: 2.5, want: 1 / 3 },
    { missingCm: 2.5, hours: 2.4, want: 0 },
    { missingCm: 3, hours: 12, want: 1 / 3 },
    { missingCm: 3.01, hours: 12, want: 0 },
    { missingCm: 0, hours: 6, want: 1 },
  ])('$missingCm cm missing, $hours h: $want', ({ missingCm, hours, want }) => {
    expect(crossingShare(paths, missingCm, hours)).toBeCloseTo(want, 9)
  })
})

describe('the probability of a crossing', () => {
  const by = (hours: number) => NOW_MS + hours * HOUR_MS
  test.each([
    { name: 'reached already', thresholdCm: 6, hours: 3, want: 1 },
    { name: 'reached already, however far ahead', thresholdCm: 5, hours: 48, want: 1 },
    { name: 'by now', thresholdCm: 6.1, hours: 0, want: 0 },
    { name: 'by a moment that has passed', thresholdCm: 6.1, hours: -1, want: 0 },
    { name: 'the last hour that is predicted', thresholdCm: 500, hours: 12, want: 0 },
    { name: 'beyond it', thresholdCm: 500, hours: 12.01, want: null },
  ])('$name: $want', ({ thresholdCm, hours, want }) => {
    expect(crossingProbability(predicted({ depthSincePassCm: 6 }), thresholdCm, by(hours), MODEL)).toBe(want)
  })

  test('is the calibrated share', () => {
    const halved = model({ crossing: { from: [1], values: [0.5] } })
    const share = crossingProbability(predicted(), 8, by(6), MODEL) ?? 0
    expect(share).toBeGreaterThan(0.1)
    expect(crossingProbability(predicted(), 8, by(6), halved)).toBeCloseTo(share / 2, 9)
  })

  test('law: never falls with time, never rises with the threshold', () => {
    const cm = fc.double({ min: 0, max: 40, noNaN: true })
    const hours = fc.double({ min: 0, max: 12, noNaN: true })
    const made = predicted()
    const calibrating = model({ crossing: { from: [0.3, 0.6, 0.9], values: [0.1, 0.5, 0.95] } })
    fc.assert(
      fc.property(cm, cm, hours, hours, (oneCm, otherCm, oneH, otherH) => {
        const at = (thresholdCm: number, h: number) => crossingProbability(made, thresholdCm, by(h), calibrating) ?? 0
        const [low, high] = [Math.min(oneCm, otherCm), Math.max(oneCm, otherCm)]
        const [early, late] = [Math.min(oneH, otherH), Math.max(oneH, otherH)]
        expect(at(high, early)).toBeLessThanOrEqual(at(low, early))
        expect(at(low, early)).toBeLessThanOrEqual(at(low, late))
        expect(at(low, late)).toBeLessThanOrEqual(1)
        expect(at(high, early)).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})

test('law: the same input gives the same prediction', () => {
  const later = { nowMs: NOW_MS + 5 * MINUTE_MS }
  expect(predicted(later)).toEqual(predicted(later))
})
