import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ForecastHour, ForecastRun, SnowForecast } from '../../src/domain/forecast.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import {
  DEFAULT_HUMIDITY_PCT,
  meltMm,
  newSnowDensity,
  snowForecast,
  snowfallBetween,
  snowfallCm,
  snowShare,
  wetBulbC,
} from '../../src/forecast/snowfall.ts'

const START_MS = Date.parse('2026-01-20T12:00:00Z')

function hour(
  airTempC: number | null,
  relativeHumidityPct: number | null,
  precipitationMm: number | null,
): ForecastHour {
  return { fromMs: START_MS, airTempC, relativeHumidityPct, precipitationMm, windMs: null }
}

describe('phase', () => {
  // Half is snow where 10.04 = 1.41 T + 0.09 RH.
  test.each([
    { airTempC: 2.014, humidityPct: 80, want: 0.5, wetBulb: 0.26 },
    { airTempC: 1.376, humidityPct: 90, want: 0.5, wetBulb: 0.42 },
    { airTempC: 0.738, humidityPct: 100, want: 0.5, wetBulb: undefined },
    { airTempC: 3.291, humidityPct: 60, want: 0.5, wetBulb: -0.01 },
    // Half is snow at a wet-bulb temperature of 1.0 °C in Japan; the formula has a third there or less.
    { airTempC: 1.96, humidityPct: 90, want: 0.305, wetBulb: 1 },
    { airTempC: -10, humidityPct: 80, want: 1, wetBulb: undefined },
    { airTempC: 5, humidityPct: 90, want: 0.006, wetBulb: undefined },
  ])('$airTempC °C and $humidityPct %: share $want', ({ airTempC, humidityPct, want, wetBulb }) => {
    expect(snowShare(airTempC, humidityPct)).toBeCloseTo(want, 3)
    if (wetBulb !== undefined) expect(wetBulbC(airTempC, humidityPct)).toBeCloseTo(wetBulb, 1)
  })

  test('without humidity, half is snow at 2.0 °C, as observed in Japan', () => {
    expect(snowShare(2.014, null)).toBeCloseTo(0.5, 3)
    expect(snowShare(1.3, null)).toBe(snowShare(1.3, DEFAULT_HUMIDITY_PCT))
  })

  test('humidity beyond its bounds counts as the bound', () => {
    expect(snowShare(0, 140)).toBe(snowShare(0, 100))
    expect(snowShare(0, -3)).toBe(snowShare(0, 0))
  })
})

test.each([
  { airTempC: -40, want: 67.9 },
  { airTempC: -5, want: 75.4 },
  { airTempC: 0, want: 119.2 },
  { airTempC: 1, want: 143.26 },
  { airTempC: 2.5, want: 200 },
  { airTempC: 30, want: 200 },
])('new snow at $airTempC °C weighs $want kg/m³', ({ airTempC, want }) => {
  expect(newSnowDensity(airTempC)).toBeCloseTo(want, 1)
})

// mm · share · 100 / density, worked out apart from the code.
test.each([
  { it: hour(-10, 80, 1), want: 1.4494 },
  { it: hour(-5, 90, 2), want: 2.6523 },
  { it: hour(-3, 92, 2.2), want: 2.61 },
  { it: hour(0, 100, 3), want: 1.8595 },
  { it: hour(1, 90, 2), want: 0.8788 },
  { it: hour(2, null, 1), want: 0.2827 },
  { it: hour(5, 90, 5), want: 0.015 },
  { it: hour(-5, 90, 0), want: 0 },
])('$it.precipitationMm mm at $it.airTempC °C, $it.relativeHumidityPct %: $want cm', ({ it, want }) => {
  expect(snowfallCm(it)).toBeCloseTo(want, 4)
})

test.each([
  { name: 'temperature', it: hour(null, 90, 2) },
  { name: 'precipitation', it: hour(-5, 90, null) },
])('no snowfall without $name', ({ it }) => {
  expect(snowfallCm(it)).toBeNull()
})

test('wet-bulb temperature: the worked example of the paper', () => {
  expect(wetBulbC(20, 50)).toBeCloseTo(13.7, 2)
})

test.each([
  { airTempC: 5, hours: 3, want: 2.7 },
  { airTempC: -5, hours: 3, want: 0 },
])('melt at $airTempC °C in $hours h: $want mm', ({ airTempC, hours, want }) => {
  expect(meltMm(airTempC, hours)).toBeCloseTo(want, 10)
})

describe('laws of snowfall', () => {
  const airTempC = fc.double({ min: -60, max: 45, noNaN: true })
  const humidityPct = fc.option(fc.double({ min: 0, max: 100, noNaN: true }))
  const waterMm = fc.double({ min: 0, max: 100, noNaN: true })
  const cm = (t: number, rh: number | null, mm: number) => snowfallCm(hour(t, rh, mm)) ?? Number.NaN

  test('never more in warmer air', () => {
    fc.assert(
      fc.property(airTempC, airTempC, humidityPct, waterMm, (a, b, rh, mm) => {
        expect(cm(Math.max(a, b), rh, mm)).toBeLessThanOrEqual(cm(Math.min(a, b), rh, mm))
      }),
    )
  })

  test('in proportion to precipitation, from nothing to 2 cm/mm', () => {
    fc.assert(
      fc.property(airTempC, humidityPct, waterMm, (t, rh, mm) => {
        expect(cm(t, rh, mm)).toBeGreaterThanOrEqual(0)
        expect(cm(t, rh, mm)).toBeLessThanOrEqual(2 * mm)
        expect(cm(t, rh, 2 * mm)).toBeCloseTo(2 * cm(t, rh, mm), 9)
      }),
    )
  })

  test('never more in moister air of the same temperature', () => {
    fc.assert(
      fc.property(airTempC, fc.double({ min: 0, max: 100, noNaN: true }), waterMm, (t, rh, mm) => {
        expect(cm(t, 100, mm)).toBeLessThanOrEqual(cm(t, rh, mm))
      }),
    )
  })
})

/** Hours from START_MS with these snowfalls, cm; undefined: the hour is absent. */
function forecastOf(snowfallsCm: readonly (number | null | undefined)[]): SnowForecast {
  return {
    runId: 'run-1',
    issuedAtMs: START_MS,
    receivedAtMs: START_MS,
    hours: snowfallsCm.flatMap((it, index) =>
      it === undefined ? [] : [{ fromMs: START_MS + index * HOUR_MS, airTempC: -3, snowfallCm: it }],
    ),
  }
}

describe('snowfall between two moments', () => {
  const forecast = forecastOf([1, 2, 4, null, 8, undefined, 16])
  test.each([
    { name: 'whole hours', fromMin: 0, toMin: 180, want: 7 },
    { name: 'from within an hour', fromMin: 30, toMin: 120, want: 2.5 },
    { name: 'within one hour', fromMin: 135, toMin: 150, want: 1 },
    { name: 'no time at all', fromMin: 60, toMin: 60, want: 0 },
    { name: 'no time at all, outside', fromMin: -60, toMin: -60, want: 0 },
    { name: 'an end before the beginning', fromMin: 60, toMin: 0, want: 0 },
    { name: 'an unknown hour', fromMin: 120, toMin: 240, want: null },
    { name: 'a minute of an unknown hour', fromMin: 120, toMin: 181, want: null },
    { name: 'an absent hour', fromMin: 240, toMin: 420, want: null },
    { name: 'up to the absent hour', fromMin: 240, toMin: 300, want: 8 },
    { name: 'from the absent hour', fromMin: 330, toMin: 400, want: null },
    { name: 'beginning before the forecast', fromMin: -1, toMin: 60, want: null },
    { name: 'ending after the forecast', fromMin: 360, toMin: 421, want: null },
    { name: 'after it all', fromMin: 600, toMin: 660, want: null },
  ])('$name: $want cm', ({ fromMin, toMin, want }) => {
    const got = snowfallBetween(forecast, START_MS + fromMin * MINUTE_MS, START_MS + toMin * MINUTE_MS)
    if (want === null) expect(got).toBeNull()
    else expect(got).toBeCloseTo(want, 12)
  })

  test('a forecast without hours says nothing', () => {
    expect(snowfallBetween(forecastOf([]), START_MS, START_MS + 1)).toBeNull()
  })

  test('parts of a span add up to the whole', () => {
    const snow = fc.array(fc.double({ min: 0, max: 9, noNaN: true }), { minLength: 1, maxLength: 72 })
    const moment = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(snow, moment, moment, moment, (snowfalls, ...shares) => {
        const run = forecastOf(snowfalls)
        const [a = 0, b = 0, c = 0] = shares
          .map((it) => START_MS + Math.round(it * snowfalls.length * HOUR_MS))
          .sort((x, y) => x - y)
        const whole = snowfallBetween(run, a, c)
        expect((snowfallBetween(run, a, b) ?? Number.NaN) + (snowfallBetween(run, b, c) ?? Number.NaN)).toBeCloseTo(
          whole ?? Number.NaN,
          9,
        )
      }),
    )
  })
})

test('a run becomes a snow forecast hour by hour', () => {
  const run: ForecastRun = {
    id: 'run-7',
    provider: 'open-meteo',
    model: 'jma_seamless',
    cellId: '40.8,140.7',
    issuedAtMs: START_MS,
    receivedAtMs: START_MS + 1000,
    hours: [hour(-5, 90, 2), { ...hour(null, null, 1), fromMs: START_MS + HOUR_MS }],
  }
  expect(snowForecast(run)).toEqual({
    runId: 'run-7',
    issuedAtMs: START_MS,
    receivedAtMs: START_MS + 1000,
    hours: [
      { fromMs: START_MS, airTempC: -5, snowfallCm: expect.closeTo(2.6523, 4), rainMm: expect.closeTo(0.000249, 6) },
      { fromMs: START_MS + HOUR_MS, airTempC: null, snowfallCm: null, rainMm: null },
    ],
  })
})
