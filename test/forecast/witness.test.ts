import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Observation, SnowForecast } from '../../src/domain/forecast.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { witnessFrom } from '../../src/forecast/witness.ts'

const T0 = Date.UTC(2026, 0, 20, 12)
const LATER = T0 + 1000 * HOUR_MS

/** A run of `hours` hours from T0, the same each. */
function run(receivedAtMs: number, snowfallCm: number | null, airTempC: number | null = -3, hours = 12): SnowForecast {
  const hoursTold = Array.from({ length: hours }, (_, index) => ({
    fromMs: T0 + index * HOUR_MS,
    airTempC,
    snowfallCm,
  }))
  return { runId: `${receivedAtMs}`, issuedAtMs: receivedAtMs, receivedAtMs, hours: hoursTold }
}

function seen(
  stationId: string,
  atMs: number,
  snowfall1hCm: number | null,
  more: Partial<Observation> = {},
): Observation {
  return {
    provider: 'jma-amedas',
    stationId,
    lat: 40.8,
    lon: 140.7,
    atMs,
    receivedAtMs: atMs + 5 * MINUTE_MS,
    airTempC: null,
    snowDepthCm: null,
    snowfall1hCm,
    precipitation1hMm: null,
    ...more,
  }
}

const hourly = (station: string, rates: readonly (number | null)[]) =>
  rates.map((rate, index) => seen(station, T0 + (index + 1) * HOUR_MS, rate))

describe('snowfall', () => {
  test.each([
    { name: 'of forecasts alone', runs: [run(T0, 2)], from: 0, to: 3, want: 6 },
    { name: 'parts of hours by their share', runs: [run(T0, 2)], from: 0.25, to: 1.5, want: 2.5 },
    { name: 'of an empty span', runs: [run(T0, 2)], from: 1, to: 1, want: 0 },
    { name: 'of a span that ends before it begins', runs: [run(T0, 2)], from: 2, to: 1, want: null },
    { name: 'when nobody says', runs: [], from: 0, to: 3, want: null },
    { name: 'when the forecast does not say', runs: [run(T0, null)], from: 0, to: 3, want: null },
    { name: 'beyond the forecast', runs: [run(T0, 2)], from: 11, to: 14, want: null },
    { name: 'three quarters of it known', runs: [run(T0, 2)], from: 8, to: 13, want: 10 },
    { name: 'the newest forecast counts', runs: [run(T0, 2), run(T0 + 1, 3), run(T0 - 1, 1)], from: 0, to: 1, want: 3 },
    {
      name: 'hours the newest leaves out come from the one before',
      runs: [run(T0, 2), run(T0 + 1, 3, -3, 1)],
      from: 0,
      to: 2,
      want: 5,
    },
  ])('$name', ({ runs, from, to, want }) => {
    expect(witnessFrom(runs, []).snowfallCm(T0 + from * HOUR_MS, T0 + to * HOUR_MS, LATER)).toEqual(
      want === null ? null : expect.closeTo(want, 6),
    )
  })

  test('what stations observed comes before the forecast: their median, hour by hour', () => {
    const observations = [...hourly('a', [1, 2]), ...hourly('b', [3, 4]), ...hourly('c', [50, null])]
    const witness = witnessFrom([run(T0, 9)], observations)
    const sum = (from: number, to: number) => witness.snowfallCm(T0 + from * HOUR_MS, T0 + to * HOUR_MS, LATER)
    expect(sum(0, 1)).toBeCloseTo(3, 6)
    expect(sum(0, 2)).toBeCloseTo(3 + 3, 6)
    expect(sum(1, 3)).toBeCloseTo(3 + 9, 6)
  })

  test('of the hour that is not over, the last sum stands', () => {
    const witness = witnessFrom([], [...hourly('a', [2]), seen('a', T0 + 80 * MINUTE_MS, 6)])
    expect(witness.snowfallCm(T0 + HOUR_MS, T0 + 80 * MINUTE_MS, LATER)).toBeCloseTo(2, 6)
  })

  test('nothing counts that was received later', () => {
    const witness = witnessFrom([run(T0, 2), run(T0 + HOUR_MS, 5)], hourly('a', [8]))
    const known = (byMs: number) => witness.snowfallCm(T0, T0 + HOUR_MS, byMs)
    expect(known(T0 - 1)).toBeNull()
    expect(known(T0)).toBeCloseTo(2, 6)
    expect(known(T0 + HOUR_MS)).toBeCloseTo(5, 6)
    expect(known(T0 + HOUR_MS + 5 * MINUTE_MS)).toBeCloseTo(8, 6)
  })
})

describe('air temperature', () => {
  test('is the forecast’s, else the stations’ median, else nobody’s', () => {
    const warm = ['a', 'b', 'c'].map((id, index) => seen(id, T0, null, { airTempC: [1, 2, 30][index] ?? null }))
    expect(witnessFrom([run(T0, 0, -3)], warm).airTempC(T0 + 1, LATER)).toBe(-3)
    expect(witnessFrom([run(T0, 0, null)], warm).airTempC(T0 + 50 * MINUTE_MS, LATER)).toBe(2)
    expect(witnessFrom([], warm).airTempC(T0 + 2 * HOUR_MS, LATER)).toBeNull()
    expect(witnessFrom([], warm).airTempC(T0, T0)).toBeNull()
    expect(witnessFrom([], []).airTempC(T0, LATER)).toBeNull()
  })
})

test('what comes in later never changes what was known by then', () => {
  const anyRun = fc.record({ at: fc.integer({ min: -6, max: 12 }), cm: fc.option(fc.integer({ min: 0, max: 9 })) })
  const anySeen = fc.record({
    at: fc.integer({ min: 0, max: 72 }),
    cm: fc.option(fc.integer({ min: 0, max: 9 })),
    id: fc.constantFrom('a', 'b'),
  })
  fc.assert(
    fc.property(fc.array(anyRun), fc.array(anySeen), fc.integer({ min: 0, max: 12 }), (runs, list, byH) => {
      const byMs = T0 + byH * HOUR_MS
      const forecasts = runs.map((it) => run(T0 + it.at * HOUR_MS, it.cm))
      const observations = [
        ...new Map(list.map((it) => [`${it.id}${it.at}`, seen(it.id, T0 + it.at * 10 * MINUTE_MS, it.cm)])).values(),
      ]
      const all = witnessFrom(forecasts, observations)
      const then = witnessFrom(
        forecasts.filter((it) => it.receivedAtMs <= byMs),
        observations.filter((it) => it.receivedAtMs <= byMs),
      )
      for (const hours of [0.5, 1, 6]) {
        expect(all.snowfallCm(T0, T0 + hours * HOUR_MS, byMs)).toEqual(then.snowfallCm(T0, T0 + hours * HOUR_MS, byMs))
      }
      expect(all.airTempC(T0 + HOUR_MS, byMs)).toEqual(then.airTempC(T0 + HOUR_MS, byMs))
    }),
  )
})
