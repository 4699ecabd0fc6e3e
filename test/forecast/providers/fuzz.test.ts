import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Cell, ForecastHour } from '../../../src/domain/forecast.ts'
import type { HttpProvider, ProviderSettings } from '../../../src/forecast/provider.ts'
import { readForecastFile } from '../../../src/forecast/providers/file.ts'
import { readAmedasMap, readAmedasTable, readLatestTime } from '../../../src/forecast/providers/jma-amedas.ts'
import { readJmaForecast, readJmaOverview } from '../../../src/forecast/providers/jma-forecast.ts'
import { metNorway } from '../../../src/forecast/providers/met-norway.ts'
import { openMeteo } from '../../../src/forecast/providers/open-meteo.ts'
import { PLAUSIBLE } from '../../../src/forecast/providers/plausible.ts'
import { lacksSharedData, sharedData } from '../../support/shared-data.ts'
import { METRIC_UNITS } from './open-meteo-answer.ts'

/** Whatever a service sends, a reader answers in its own terms: it never throws, and lets no impossible value in. */

const CELL: Cell = { id: '40.8,140.7', lat: 40.8, lon: 140.7 }
const NEW_YORK: Cell = { id: '40.7,-74', lat: 40.7, lon: -74 }
const SETTINGS: ProviderSettings = {
  baseUrl: 'https://unused.example',
  apiKey: 'k',
  model: null,
  userAgent: 'a b@c.de',
}
const NOW_MS = Date.parse('2026-01-20T09:20:00Z')

const OPEN_METEO = {
  latitude: 40.8,
  longitude: 140.7,
  utc_offset_seconds: 0,
  hourly_units: METRIC_UNITS,
  hourly: {
    time: ['2026-01-20T00:00', '2026-01-20T01:00'],
    temperature_2m: [-2, -4],
    relative_humidity_2m: [80, 90],
    precipitation: [0.5, 1.5],
    wind_speed_10m: [4, 6],
  },
}
const MET_NORWAY = {
  geometry: { coordinates: [140.7, 40.8, 12] },
  properties: {
    meta: {
      updated_at: '2026-01-20T08:31:02Z',
      units: { air_temperature: 'celsius', relative_humidity: '%', wind_speed: 'm/s', precipitation_amount: 'mm' },
    },
    timeseries: ['09', '10'].map((hour) => ({
      time: `2026-01-20T${hour}:00:00Z`,
      data: {
        instant: { details: { air_temperature: -3, relative_humidity: 90, wind_speed: 4 } },
        next_1_hours: { details: { precipitation_amount: 1 } },
        next_6_hours: { details: { precipitation_amount: 4 } },
      },
    })),
  },
}
const AMEDAS_TABLE = { '31312': { lat: [40, 49.3], lon: [140, 46.1], kjName: '青森' } }
const AMEDAS_MAP = { '31312': { temp: [-3.2, 0], snow: [84, 0], snow1h: [4, 0], precipitation1h: [2.5, 0] } }
const JMA = [
  {
    publishingOffice: '青森',
    reportDatetime: '2026-01-20T17:00:00+09:00',
    timeSeries: [
      { timeDefines: ['2026-01-20T18:00:00+09:00'], areas: [{ area: { name: '津軽', code: '1' }, pops: ['90'] }] },
    ],
  },
]
const FILE = {
  runs: [
    {
      lat: 40.8,
      lon: 140.7,
      model: 'm',
      issuedAt: '2026-01-20T06:00Z',
      hours: [{ from: '2026-01-20T06:00Z', airTempC: 1 }],
    },
  ],
}

/** Any value a mutation may put in a place. */
const strange = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(null, '', 'NaN', -1, 1e308, 1e15, [], {}, '__proto__', '2026-02-31T99:00', [[]], true, {
    error: true,
    reason: {},
  }),
)

/** The value with one place in it, chosen by `path`, replaced or removed. */
function mutated(value: unknown, path: readonly number[], put: unknown): unknown {
  if (typeof value !== 'object' || value === null || path.length === 0) return put
  const keys = Object.keys(value)
  if (keys.length === 0) return put
  const key = keys[(path[0] ?? 0) % keys.length] ?? ''
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...value }
  copy[key] = mutated(copy[key], path.slice(1), put)
  return copy
}

/** Arbitrary text, or `good` with a place changed and perhaps its text cut or a character struck. */
function bodiesLike(good: unknown): fc.Arbitrary<string> {
  const changed = fc
    .tuple(fc.array(fc.nat(5), { maxLength: 7 }), strange)
    .map(([path, put]) => JSON.stringify(mutated(good, path, put)) ?? '')
  const cut = fc
    .tuple(changed, fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean())
    .map(([text, share, whole]) => {
      const at = Math.floor(text.length * share)
      return whole ? text.slice(0, at) : text.slice(0, at) + text.slice(at + 1)
    })
  return fc.oneof({ weight: 4, arbitrary: changed }, { weight: 2, arbitrary: cut }, fc.string(), fc.json())
}

const statuses = fc.oneof({ weight: 3, arbitrary: fc.constant(200) }, fc.integer({ min: 0, max: 999 }))
const headers = fc.record(
  { expires: fc.string(), 'retry-after': fc.oneof(fc.string(), fc.nat().map(String)) },
  { requiredKeys: [] },
)

function expectPossible(hours: readonly ForecastHour[]): void {
  hours.forEach((hour, index) => {
    expect(Number.isFinite(hour.fromMs)).toBe(true)
    expect(hour.fromMs).toBeGreaterThan(hours[index - 1]?.fromMs ?? Number.NEGATIVE_INFINITY)
    for (const name of ['airTempC', 'relativeHumidityPct', 'precipitationMm', 'windMs'] as const) {
      const value = hour[name]
      if (value !== null) expect(value >= PLAUSIBLE[name].min && value <= PLAUSIBLE[name].max).toBe(true)
    }
  })
}

function holdsFor(provider: HttpProvider, cells: readonly Cell[], bodies: fc.Arbitrary<string>, numRuns: number): void {
  const kinds = new Set<string>()
  fc.assert(
    fc.property(statuses, headers, bodies, (status, given, body) => {
      const told = provider.read({ status, headers: given, body }, cells, SETTINGS, NOW_MS)
      kinds.add(told.kind)
      if (told.kind === 'runs') for (const run of told.runs) expectPossible(run.hours)
      if (told.kind === 'refused') expect(told.detail).not.toBe('')
    }),
    { numRuns },
  )
  // Else nothing was tried that could be read.
  expect(kinds).toContain('runs')
  expect(kinds).toContain('refused')
}

describe('any answer', () => {
  test('to Open-Meteo', () => holdsFor(openMeteo, [CELL], bodiesLike(OPEN_METEO), 3000))
  test('to Open-Meteo for two cells', () =>
    holdsFor(openMeteo, [CELL, CELL], bodiesLike([OPEN_METEO, OPEN_METEO]), 2000))
  test('to MET Norway', () => holdsFor(metNorway, [CELL], bodiesLike(MET_NORWAY), 3000))

  const stations = readAmedasTable(JSON.stringify(AMEDAS_TABLE))
  test.each([
    { name: 'station table', good: AMEDAS_TABLE, read: readAmedasTable },
    {
      name: 'map',
      good: AMEDAS_MAP,
      read: (it: string) => 'unreadable' in stations || readAmedasMap(it, stations, 0, 0),
    },
    { name: 'forecast', good: JMA, read: readJmaForecast },
    { name: 'overview', good: { ...JMA[0], targetArea: '津軽', headlineText: '', text: '' }, read: readJmaOverview },
    { name: 'time', good: '2026-01-20T18:00:00+09:00', read: readLatestTime },
  ])('of JMA as $name', ({ good, read }) => {
    fc.assert(
      fc.property(bodiesLike(good), (body) => void read(body)),
      { numRuns: 2000 },
    )
  })

  test('as a file', () => {
    fc.assert(
      fc.property(bodiesLike(FILE), (text) => {
        const told = readForecastFile(text)
        if ('runs' in told) for (const run of told.runs) expectPossible(run.hours)
        else expect(told.problems.length).toBeGreaterThan(0)
      }),
      { numRuns: 3000 },
    )
  })
})

const MONTH = 'forecast/openmeteo_nyc_2025-01.ndjson.gz'
const MET = 'api/metno/lat40.7lon-74.0altitude10_compact.json'

describe.skipIf(lacksSharedData(MONTH) || lacksSharedData(MET))('recorded answers with a place changed', () => {
  test('of Open-Meteo', () => {
    const [line = ''] = gunzipSync(readFileSync(sharedData(MONTH)))
      .toString('utf8')
      .split('\n')
    const good: unknown = JSON.parse((JSON.parse(line) as { body: string }).body)
    holdsFor(openMeteo, [NEW_YORK], bodiesLike(good), 400)
  })

  test('of MET Norway', () => {
    const { data } = JSON.parse(readFileSync(sharedData(MET), 'utf8')) as { data: unknown }
    holdsFor(metNorway, [NEW_YORK], bodiesLike(data), 300)
  })
})
