import { describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS } from '../../../src/domain/time.ts'
import { openMeteo } from '../../../src/forecast/providers/open-meteo.ts'
import {
  answer,
  CELL,
  hoursOf,
  NEIGHBOUR,
  NOW_MS,
  place,
  read,
  SETTINGS,
  withHourly,
  withUnits,
} from './open-meteo-answer.ts'

describe('the question', () => {
  test('names places, variables, model, zone and unit', () => {
    const ask = openMeteo.ask([CELL, NEIGHBOUR], SETTINGS)
    expect(ask.url).toBe(
      'https://api.open-meteo.com/v1/forecast?latitude=40.8,40.9&longitude=140.7,140.7' +
        '&hourly=temperature_2m,relative_humidity_2m,precipitation,wind_speed_10m&models=jma_seamless' +
        '&forecast_days=3&timezone=UTC&wind_speed_unit=ms',
    )
    expect(ask.headers['user-agent']).toBe(SETTINGS.userAgent)
  })

  test.each([
    { baseUrl: 'https://api.open-meteo.com/', want: 'https://customer-api.open-meteo.com/v1/forecast?' },
    { baseUrl: 'http://127.0.0.1:8081/meteo', want: 'http://127.0.0.1:8081/meteo/v1/forecast?' },
  ])('with a key goes to the customers’ host, unless $baseUrl is one’s own', ({ baseUrl, want }) => {
    const { url } = openMeteo.ask([CELL], { ...SETTINGS, baseUrl, apiKey: 'a&b c', model: 'jma_msm' })
    expect(url.startsWith(want)).toBe(true)
    expect(new URL(url).searchParams.get('apikey')).toBe('a&b c')
    expect(new URL(url).searchParams.get('models')).toBe('jma_msm')
  })

  test('for as many cells as allowed stays a short URL, within the free terms', () => {
    const cells = Array.from({ length: openMeteo.maxCellsPerRequest }, (_, index) => ({
      ...CELL,
      lat: 36 + index / 10 + 1e-9,
    }))
    expect(openMeteo.ask(cells, SETTINGS).url.length).toBeLessThan(2000)
    expect(openMeteo.budget.perDay * openMeteo.maxCellsPerRequest).toBeLessThanOrEqual(10_000)
    expect(openMeteo.budget.perMinute * openMeteo.maxCellsPerRequest).toBeLessThanOrEqual(600)
  })
})

describe('the answer', () => {
  test('sums belong to the hour before their time, other values to its two ends', () => {
    const told = read(answer(place()))
    expect(told).toEqual({
      kind: 'runs',
      expiresAtMs: null,
      runs: [
        {
          cellId: CELL.id,
          model: 'jma_seamless',
          issuedAtMs: null,
          hours: [
            {
              fromMs: Date.parse('2026-01-19T23:00Z'),
              airTempC: -2,
              relativeHumidityPct: 80,
              precipitationMm: 0.5,
              windMs: 4,
            },
            {
              fromMs: Date.parse('2026-01-20T00:00Z'),
              airTempC: -3,
              relativeHumidityPct: 85,
              precipitationMm: 1.5,
              windMs: 5,
            },
            {
              fromMs: Date.parse('2026-01-20T01:00Z'),
              airTempC: -4.5,
              relativeHumidityPct: 90,
              precipitationMm: null,
              windMs: 6.5,
            },
          ],
        },
      ],
    })
  })

  test('local time is moved by its offset', () => {
    const local = hoursOf(read(answer(place({ utc_offset_seconds: 9 * 3600 }))))
    expect(local.map((it) => it.fromMs)).toEqual(hoursOf(read(answer(place()))).map((it) => it.fromMs - 9 * HOUR_MS))
  })

  test.each([
    {
      unit: 'imperial',
      units: { temperature_2m: '°F', precipitation: 'inch', wind_speed_10m: 'mp/h' },
      rows: { temperature_2m: [14, 14, 14], precipitation: [0.1, 0.1, 0.1], wind_speed_10m: [10, 10, 10] },
      want: [-10, 2.54, 4.4704],
    },
    { unit: 'mph', units: { wind_speed_10m: 'mph' }, rows: { wind_speed_10m: [10, 10, 10] }, want: [-3, 1.5, 4.4704] },
    { unit: 'km/h', units: { wind_speed_10m: 'km/h' }, rows: { wind_speed_10m: [36, 36, 36] }, want: [-3, 1.5, 10] },
    { unit: 'knots', units: { wind_speed_10m: 'kn' }, rows: { wind_speed_10m: [18, 18, 18] }, want: [-3, 1.5, 9.26] },
  ])('in $unit is converted', ({ units, rows, want }) => {
    const hour = hoursOf(read(answer(withUnits(units, rows))))[1]
    expect([hour?.airTempC, hour?.precipitationMm, hour?.windMs]).toEqual(want.map((it) => expect.closeTo(it, 9)))
  })

  test('without precipitation, it is made of rain, showers and the water of the snowfall', () => {
    const { precipitation: _, ...rest } = place().hourly
    const { precipitation: __, ...units } = place().hourly_units
    const told = read(
      answer(
        place({
          hourly_units: { ...units, rain: 'inch', showers: 'inch', snowfall: 'inch' },
          hourly: { ...rest, rain: [0.1, 0, 0], showers: [0.1, 0, null], snowfall: [0, 0.7, 1] },
        }),
      ),
    )
    expect(hoursOf(told).map((it) => it.precipitationMm)).toEqual([
      expect.closeTo(5.08, 9),
      // 0.7 inch of snow = 1.778 cm at 0.7 cm/mm
      expect.closeTo(2.54, 9),
      null,
    ])
  })

  test('an hour left out is absent and lends nothing to its neighbours', () => {
    const times = ['2026-01-20T00:00', '2026-01-20T01:00', '2026-01-20T03:00']
    const hours = hoursOf(read(answer(withHourly({ time: times }))))
    expect(hours.map((it) => [new Date(it.fromMs).getUTCHours(), it.airTempC])).toEqual([
      [23, -2],
      [0, -3],
      [2, -5],
    ])
  })

  test('of several places comes in the order asked', () => {
    const second = place({ latitude: 40.9 })
    const told = read(answer([place(), second]), [CELL, NEIGHBOUR])
    expect(told.kind === 'runs' && told.runs.map((it) => it.cellId)).toEqual([CELL.id, NEIGHBOUR.id])
  })

  test('leaves out a place of which the model says nothing, and is refused when it says nothing at all', () => {
    const silent = withHourly({ temperature_2m: [null, null, null], precipitation: [null, null, null] })
    const told = read(answer([place(), silent]), [CELL, NEIGHBOUR])
    expect(told.kind === 'runs' && told.runs.map((it) => it.cellId)).toEqual([CELL.id])
    expect(read(answer(silent))).toMatchObject({
      kind: 'refused',
      why: 'bad-request',
      detail: /jma_seamless.*40\.8,140\.7/,
    })
  })

  test('may overshoot a bound a little, and lose an absurd value', () => {
    const hours = hoursOf(
      read(
        answer(
          withHourly({
            relative_humidity_2m: [101, 101, 101],
            wind_speed_10m: [-0.4, -0.4, 300],
            precipitation: [999, 1.5, 0],
          }),
        ),
      ),
    )
    expect(hours.map((it) => it.relativeHumidityPct)).toEqual([100, 100, 100])
    expect(hours.map((it) => it.windMs)).toEqual([0, 0, 0])
    expect(hours.map((it) => it.precipitationMm)).toEqual([null, 1.5, 0])
  })

  test('says when to ask again, at most a day ahead', () => {
    const soon = read(answer(place(), 200, { expires: 'Tue, 20 Jan 2026 10:00:00 GMT' }))
    expect(soon).toMatchObject({ kind: 'runs', expiresAtMs: Date.parse('2026-01-20T10:00:00Z') })
    const never = read(answer(place(), 200, { expires: 'Tue, 20 Jan 2099 10:00:00 GMT' }))
    expect(never).toMatchObject({ kind: 'runs', expiresAtMs: NOW_MS + DAY_MS })
    expect(read(answer(place(), 200, { expires: '0' }))).toMatchObject({ kind: 'runs', expiresAtMs: null })
  })

  test('304 is no news', () => {
    expect(read(answer('', 304))).toEqual({ kind: 'unchanged', expiresAtMs: null })
  })
})
