import { describe, expect, test } from 'vitest'
import type { Cell } from '../../../src/domain/forecast.ts'
import { YukibanError } from '../../../src/errors.ts'
import type { HttpAnswer, ProviderSettings } from '../../../src/forecast/provider.ts'
import { metNorway, userAgentProblem } from '../../../src/forecast/providers/met-norway.ts'

const CELL: Cell = { id: '40.8,140.7', lat: 40.8, lon: 140.7 }
const SETTINGS: ProviderSettings = {
  baseUrl: 'https://api.met.no',
  apiKey: null,
  model: null,
  userAgent: 'yukiban roads@city.example',
}
const NOW_MS = Date.parse('2026-01-20T09:20:00Z')
const UNITS = { air_temperature: 'celsius', relative_humidity: '%', wind_speed: 'm/s', precipitation_amount: 'mm' }

interface Told {
  readonly at: string
  readonly instant?: Record<string, unknown>
  readonly next1h?: unknown
  readonly next6h?: unknown
}

function step({ at, instant = {}, next1h, next6h }: Told) {
  return {
    time: `2026-01-20T${at}:00Z`,
    data: {
      instant: { details: { air_temperature: -3, relative_humidity: 90, wind_speed: 4, ...instant } },
      ...(next1h === undefined ? {} : { next_1_hours: { summary: {}, details: { precipitation_amount: next1h } } }),
      ...(next6h === undefined ? {} : { next_6_hours: { summary: {}, details: { precipitation_amount: next6h } } }),
    },
  }
}

function forecast(steps: readonly Told[], units: Record<string, unknown> = UNITS) {
  return {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [140.7, 40.8, 12] },
    properties: { meta: { updated_at: '2026-01-20T08:31:02Z', units }, timeseries: steps.map(step) },
  }
}

function answer(body: unknown, status = 200, headers: Record<string, string> = {}): HttpAnswer {
  return { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }
}

function read(given: HttpAnswer, cells: readonly Cell[] = [CELL]) {
  return metNorway.read(given, cells, SETTINGS, NOW_MS)
}

function hoursOf(steps: readonly Told[]) {
  const told = read(answer(forecast(steps)))
  if (told.kind !== 'runs') throw new Error(JSON.stringify(told))
  return told.runs[0]?.hours ?? []
}

describe('the question', () => {
  test('names the place with four decimals at most, and the operator', () => {
    const ask = metNorway.ask([{ ...CELL, lat: 40.80000001, lon: 140.712345 }], SETTINGS)
    expect(ask.url).toBe('https://api.met.no/weatherapi/locationforecast/2.0/compact?lat=40.8&lon=140.7123')
    expect(ask.headers['user-agent']).toBe(SETTINGS.userAgent)
  })

  test.each([
    { userAgent: 'yukiban roads@city.example', good: true },
    { userAgent: 'yukiban/0.1.0 (+https://city.example/snow)', good: true },
    { userAgent: 'AcmeWeatherApp/0.9 github.com/acmeweatherapp', good: true },
    { userAgent: 'yukiban', good: false },
    { userAgent: 'yukiban/0.1.0', good: false },
    { userAgent: '', good: false },
    { userAgent: '雪番 roads@city.example', good: false },
    { userAgent: 'yukiban roads@city.example\r\nx: y', good: false },
  ])('User-Agent "$userAgent": $good', ({ userAgent, good }) => {
    expect(userAgentProblem(userAgent) === null).toBe(good)
    const ask = () => metNorway.ask([CELL], { ...SETTINGS, userAgent })
    if (good) expect(ask().headers['user-agent']).toBe(userAgent)
    else
      expect(ask).toThrow(expect.toSatisfy((it: unknown) => it instanceof YukibanError && it.code === 'config-invalid'))
  })

  test('for two cells at once is a fault of the caller', () => {
    expect(() => metNorway.ask([CELL, CELL], SETTINGS)).toThrow(RangeError)
  })
})

describe('the answer', () => {
  test('is issued when it was updated, and says when to ask again', () => {
    const body = forecast([{ at: '09:00', next1h: 1.2 }])
    expect(read(answer(body, 200, { expires: 'Tue, 20 Jan 2026 09:51:00 GMT' }))).toEqual({
      kind: 'runs',
      expiresAtMs: Date.parse('2026-01-20T09:51Z'),
      runs: [
        {
          cellId: CELL.id,
          model: 'locationforecast-2.0',
          issuedAtMs: Date.parse('2026-01-20T08:31:02Z'),
          hours: [
            {
              fromMs: Date.parse('2026-01-20T09:00Z'),
              airTempC: -3,
              relativeHumidityPct: 90,
              precipitationMm: 1.2,
              windMs: 4,
            },
          ],
        },
      ],
    })
  })

  test('takes the hour first, and spreads what six hours hold beyond it', () => {
    const hours = hoursOf([
      { at: '00:00', next1h: 1, next6h: 7 },
      { at: '01:00', next1h: 2 },
      { at: '06:00', next6h: 3 },
      { at: '12:00' },
    ])
    expect(hours.map((it) => it.precipitationMm)).toEqual([1, 2, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
    expect(hours.map((it) => new Date(it.fromMs).getUTCHours())).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  })

  test('never spreads less than nothing', () => {
    const hours = hoursOf([{ at: '00:00', next1h: 5, next6h: 4 }])
    expect(hours.map((it) => it.precipitationMm)).toEqual([5, 0, 0, 0, 0, 0])
  })

  test('what is not known stays unknown', () => {
    const hours = hoursOf([
      { at: '00:00', next1h: null, instant: { relative_humidity: undefined } },
      { at: '01:00', next6h: null, instant: { relative_humidity: undefined } },
    ])
    expect(hours.map((it) => it.precipitationMm)).toEqual([null, null, null, null, null, null, null])
    expect(hours[0]).toMatchObject({ airTempC: -3, relativeHumidityPct: null })
  })

  test('runs linearly between moments six hours apart, not further', () => {
    const hours = hoursOf([
      { at: '00:00', next6h: 0, instant: { air_temperature: -6 } },
      { at: '06:00', next6h: 0, instant: { air_temperature: 0 } },
      { at: '13:00', next1h: 0, instant: { air_temperature: 7 } },
    ])
    expect(hours.slice(0, 6).map((it) => it.airTempC)).toEqual([-5.5, -4.5, -3.5, -2.5, -1.5, -0.5])
    expect(hours.slice(6, 12).map((it) => it.airTempC)).toEqual([0, null, null, null, null, null])
    expect(hours[12]).toMatchObject({ fromMs: Date.parse('2026-01-20T13:00Z'), airTempC: 7 })
  })

  test('304 is no news until it expires', () => {
    expect(read(answer('', 304, { expires: 'Tue, 20 Jan 2026 09:51:00 GMT' }))).toEqual({
      kind: 'unchanged',
      expiresAtMs: Date.parse('2026-01-20T09:51Z'),
    })
  })

  test('203, of a version that will end, is still a forecast', () => {
    expect(read(answer(forecast([{ at: '09:00', next1h: 1 }]), 203)).kind).toBe('runs')
  })
})

describe('refused', () => {
  const good = forecast([{ at: '09:00', next1h: 1 }])
  test.each([
    {
      name: 'fahrenheit',
      body: forecast([{ at: '09:00', next1h: 1 }], { ...UNITS, air_temperature: 'fahrenheit' }),
      detail: /units\.air_temperature is fahrenheit; expected celsius/,
    },
    {
      name: 'no unit of wind',
      body: forecast([{ at: '09:00', next1h: 1 }], { ...UNITS, wind_speed: undefined }),
      detail: /units\.wind_speed is missing/,
    },
    { name: 'no steps', body: forecast([]), detail: /timeseries is 0/ },
    { name: 'no precipitation', body: forecast([{ at: '09:00' }]), detail: /next_1_hours or next_6_hours/ },
    {
      name: 'falling times',
      body: forecast([
        { at: '09:00', next1h: 1 },
        { at: '08:00', next1h: 1 },
      ]),
      detail: /timeseries\[1\]\.time is 2026-01-20T08/,
    },
    {
      name: 'a time without zone',
      body: JSON.stringify(good).replace('09:00:00Z', '09:00:00').replace('09:00Z', '09:00'),
      detail: /timeseries\[0\]\.time/,
    },
    {
      name: 'a day for a time',
      body: JSON.stringify(good).replace('2026-01-20T08:31:02Z', '2026-01-20'),
      detail: /meta\.updated_at is 2026-01-20; expected an ISO 8601 time/,
    },
    {
      name: 'a text for a number',
      body: forecast([{ at: '09:00', next1h: '1' }]),
      detail: /next_1_hours\.details\.precipitation_amount is 1; expected a finite/,
    },
    {
      name: 'Kelvin',
      body: forecast(['01:00', '02:00', '03:00'].map((at) => ({ at, next1h: 1, instant: { air_temperature: 270 } }))),
      detail: /air_temperature \(3 of 3 values\) is 270/,
    },
    {
      name: 'no time of issue',
      body: JSON.stringify(good).replace('updated_at', 'updated'),
      detail: /meta\.updated_at is missing/,
    },
    {
      name: 'another place',
      body: JSON.stringify(good).replace('40.8', '48.8'),
      detail: /geometry\.coordinates is 48\.8,140\.7/,
    },
    { name: 'an open end', body: JSON.stringify(good).slice(0, -5), detail: /not valid JSON/ },
    { name: 'nothing', body: '', detail: /body is/ },
  ])('$name', ({ body, detail }) => {
    expect(read(answer(body))).toEqual({
      kind: 'refused',
      why: 'unreadable',
      detail: expect.stringMatching(detail),
      retryAfterMs: null,
    })
  })

  test.each([
    { status: 400, why: 'bad-request' },
    { status: 403, why: 'unauthorised' },
    { status: 422, why: 'bad-request' },
    { status: 429, why: 'rate-limited' },
    { status: 500, why: 'unavailable' },
    { status: 504, why: 'unavailable' },
  ])('$status means $why', ({ status, why }) => {
    const told = read(answer('<html><title>Go &amp; see</title></html>', status, { 'retry-after': '60' }))
    expect(told).toMatchObject({
      kind: 'refused',
      why,
      retryAfterMs: 60_000,
      detail: expect.stringContaining(`HTTP ${status}`),
    })
  })

  test('403 tells what to do', () => {
    expect(read(answer('', 403))).toMatchObject({ detail: expect.stringContaining('User-Agent') })
  })
})
