import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { HOUR_MS } from '../../../src/domain/time.ts'
import { readForecastFile } from '../../../src/forecast/providers/file.ts'
import { snowfallCm } from '../../../src/forecast/snowfall.ts'

function hour(from: string, more: Record<string, unknown> = {}) {
  return { from, airTempC: -3, relativeHumidityPct: 92, precipitationMm: 2.2, windMs: 4, ...more }
}

function run(changes: Record<string, unknown> = {}) {
  return {
    lat: 40.8,
    lon: 140.7,
    model: 'night',
    issuedAt: '2026-01-20T06:00:00Z',
    hours: [hour('2026-01-20T18:00+09:00'), hour('2026-01-20T19:00+09:00')],
    ...changes,
  }
}

function read(...runs: unknown[]) {
  return readForecastFile(JSON.stringify({ runs }))
}

test('a run', () => {
  expect(read(run({ receivedAt: '2026-01-20T18:00:00+09:00' }))).toEqual({
    runs: [
      {
        lat: 40.8,
        lon: 140.7,
        model: 'night',
        issuedAtMs: Date.parse('2026-01-20T06:00Z'),
        receivedAtMs: Date.parse('2026-01-20T09:00Z'),
        hours: [
          {
            fromMs: Date.parse('2026-01-20T09:00Z'),
            airTempC: -3,
            relativeHumidityPct: 92,
            precipitationMm: 2.2,
            windMs: 4,
          },
          {
            fromMs: Date.parse('2026-01-20T10:00Z'),
            airTempC: -3,
            relativeHumidityPct: 92,
            precipitationMm: 2.2,
            windMs: 4,
          },
        ],
      },
    ],
  })
})

test('what is left out or null is not known', () => {
  const told = read(run({ hours: [{ from: '2026-01-20T18:00Z', airTempC: null }] }))
  expect(told).toMatchObject({
    runs: [{ hours: [{ airTempC: null, relativeHumidityPct: null, precipitationMm: null, windMs: null }] }],
  })
  expect('runs' in told && told.runs[0] !== undefined && 'receivedAtMs' in told.runs[0]).toBe(false)
})

test('a file may hold no runs yet', () => {
  expect(read()).toEqual({ runs: [] })
})

describe('problems name field, value and remedy', () => {
  test.each([
    {
      name: 'an unknown field',
      given: run({ hours: [hour('2026-01-20T18:00Z', { airTemp: 3 })] }),
      field: 'runs[0].hours[0].airTemp',
      message: /did you mean airTempC/,
    },
    { name: 'a missing place', given: { ...run(), lat: undefined }, field: 'runs[0].lat', message: /is missing/ },
    {
      name: 'a text for a number',
      given: run({ lon: '140' }),
      field: 'runs[0].lon',
      message: /number from -180 to 180/,
    },
    {
      name: 'absurd weather',
      given: run({ hours: [hour('2026-01-20T18:00Z', { airTempC: 270 })] }),
      field: 'runs[0].hours[0].airTempC',
      message: /from -90 to 60/,
    },
    {
      name: 'a time without zone',
      given: run({ issuedAt: '2026-01-20T06:00:00' }),
      field: 'runs[0].issuedAt',
      message: /with its zone/,
    },
    {
      name: 'a date that is none',
      given: run({ issuedAt: '2026-13-20T06:00:00Z' }),
      field: 'runs[0].issuedAt',
      message: /date that exists/,
    },
    {
      name: 'an hour that is none',
      given: run({ hours: [hour('2026-01-20T25:00Z')] }),
      field: 'runs[0].hours[0].from',
      message: /date that exists/,
    },
    {
      name: 'known before it is made',
      given: run({ receivedAt: '2026-01-20T05:00Z' }),
      field: 'runs[0].receivedAt',
      message: /not be before issuedAt/,
    },
    {
      name: 'the same hour twice',
      given: run({ hours: [hour('2026-01-20T18:00Z'), hour('2026-01-20T18:00Z')] }),
      field: 'runs[0].hours[1].from',
      message: /in order, each once/,
    },
    { name: 'no hours', given: run({ hours: [] }), field: 'runs[0].hours', message: /at least 1/ },
    {
      name: 'a year of hours',
      given: run({ hours: Array.from({ length: 500 }, (_, index) => hour(new Date(index * HOUR_MS).toISOString())) }),
      field: 'runs[0].hours',
      message: /at most 384/,
    },
  ])('$name', ({ given, field, message }) => {
    expect(read(given)).toEqual({
      problems: [expect.objectContaining({ field, message: expect.stringMatching(message) })],
    })
  })

  test('a run given twice', () => {
    expect(read(run(), run({ lat: 40.9 }), run())).toEqual({
      problems: [{ field: 'runs[2]', message: expect.stringMatching(/repeats runs\[0\].*remove/) }],
    })
  })

  test.each(['', '{"runs": [', 'runs: []'])('"%s" is no such file', (text) => {
    expect(readForecastFile(text)).toEqual({
      problems: [{ field: 'file', message: expect.stringMatching(/examples\/forecast\.json/) }],
    })
  })
})

test('the example is a snowy night in the four cells that the demo district lies in', () => {
  const told = readForecastFile(readFileSync(new URL('../../../examples/forecast.json', import.meta.url), 'utf8'))
  if ('problems' in told) throw new Error(JSON.stringify(told.problems))
  const places = told.runs.map((it) => `${it.lat},${it.lon}`)
  expect(places.toSorted()).toEqual(['40.75,140.65', '40.75,140.75', '40.85,140.65', '40.85,140.75'])
  for (const { hours } of told.runs) {
    expect(hours.length).toBe(36)
    const totalCm = hours.reduce((sum, it) => sum + (snowfallCm(it) ?? 0), 0)
    expect(totalCm).toBeGreaterThan(35)
    expect(totalCm).toBeLessThan(60)
  }
})
