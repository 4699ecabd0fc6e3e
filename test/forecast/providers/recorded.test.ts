import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Cell, ForecastRun } from '../../../src/domain/forecast.ts'
import { HOUR_MS } from '../../../src/domain/time.ts'
import type { ProviderSettings, Told, ToldRun } from '../../../src/forecast/provider.ts'
import { readJmaForecast } from '../../../src/forecast/providers/jma-forecast.ts'
import { metNorway } from '../../../src/forecast/providers/met-norway.ts'
import { openMeteo } from '../../../src/forecast/providers/open-meteo.ts'
import { snowForecast } from '../../../src/forecast/snowfall.ts'
import { lacksSharedData, sharedData } from '../../support/shared-data.ts'

/** Every recorded answer of the services, read as it came. */

const NEW_YORK: Cell = { id: '40.7,-74', lat: 40.7, lon: -74 }
const SETTINGS: ProviderSettings = {
  baseUrl: 'https://unused.example',
  apiKey: null,
  model: 'best_match',
  userAgent: 'a b@c.de',
}

function onlyRun(told: Told): ToldRun {
  if (told.kind !== 'runs' || told.runs[0] === undefined) throw new Error(`no run but ${JSON.stringify(told)}`)
  return told.runs[0]
}

function isWhole(run: ToldRun): boolean {
  return run.hours.every((it) =>
    [it.airTempC, it.relativeHumidityPct, it.precipitationMm, it.windMs].every((v) => v !== null),
  )
}

interface ImperialHourly {
  readonly time: readonly string[]
  readonly rain: readonly number[]
  readonly showers: readonly number[]
  readonly snowfall: readonly number[]
}

function total(values: readonly number[]): number {
  return values.reduce((sum, it) => sum + it, 0)
}

const MONTH = 'forecast/openmeteo_nyc_2025-01.ndjson.gz'

describe.skipIf(lacksSharedData(MONTH))('a month of Open-Meteo, in imperial units and local time', () => {
  const answers = lacksSharedData(MONTH)
    ? []
    : gunzipSync(readFileSync(sharedData(MONTH)))
        .toString('utf8')
        .trim()
        .split('\n')
        .map((it) => JSON.parse(it) as { received_utc: string; body: string })
  const told = answers.map((it) =>
    openMeteo.read({ status: 200, headers: {}, body: it.body }, [NEW_YORK], SETTINGS, Date.parse(it.received_utc)),
  )

  test('all 712 answers are runs of 336 whole hours', () => {
    expect(answers.length).toBe(712)
    const runs = told.map(onlyRun)
    expect(new Set(runs.map((it) => it.hours.length))).toEqual(new Set([336]))
    expect(runs.filter(isWhole).length).toBe(712)
  })

  test('no water is lost or made, and no hour moved', () => {
    for (const [index, { body }] of answers.entries()) {
      const hourly = (JSON.parse(body) as { hourly: ImperialHourly }).hourly
      const { hours } = onlyRun(told[index] as Told)
      const waterMm = (total(hourly.rain) + total(hourly.showers)) * 25.4 + (total(hourly.snowfall) * 2.54) / 0.7
      expect(total(hours.map((it) => it.precipitationMm ?? 0))).toBeCloseTo(waterMm, 6)
      // Five hours behind, and an hour to the beginning of the sum.
      expect(hours[0]?.fromMs).toBe(Date.parse(`${hourly.time[0]}Z`) + 4 * HOUR_MS)
      expect(hours.at(-1)?.fromMs).toBe(Date.parse(`${hourly.time[335]}Z`) + 4 * HOUR_MS)
    }
  })

  test('the snowiest hour, worked out by hand', () => {
    const run = onlyRun(told[398] as Told)
    const hour = run.hours[43]
    // 26.3 and 24.1 °F, 16.0 and 15.9 mph, 0.059 inch of rain and 0.965 inch of snow.
    expect(hour).toEqual({
      fromMs: Date.parse('2025-01-19T18:00-05:00'),
      airTempC: expect.closeTo(-3.7778, 4),
      relativeHumidityPct: 91,
      precipitationMm: expect.closeTo(5.0002, 4),
      windMs: expect.closeTo(7.1303, 4),
    })
    const archived: ForecastRun = { ...run, id: 'r', provider: 'open-meteo', issuedAtMs: 0, receivedAtMs: 0 }
    // 5.0002 mm · 0.99924 at 79.90 kg/m³
    expect(snowForecast(archived).hours[43]?.snowfallCm).toBeCloseTo(6.2535, 3)
  })
})

const SINGLE = 'api/openmeteo'

test.skipIf(lacksSharedData(SINGLE))('single answers of Open-Meteo, written with and without spaces', () => {
  const lengths = readdirSync(sharedData(SINGLE)).map((name) => {
    const body = readFileSync(sharedData(`${SINGLE}/${name}`), 'utf8')
    return onlyRun(openMeteo.read({ status: 200, headers: {}, body }, [NEW_YORK], SETTINGS, 0)).hours.length
  })
  expect(lengths.toSorted((a, b) => a - b)).toEqual([24, 336, 336])
})

const ERRORS = 'forecast/error_bodies'

test.skipIf(lacksSharedData(ERRORS)).each([200, 400, 502])(
  'every recorded error is understood under status %i',
  (status) => {
    const why: Record<string, number> = {}
    for (const name of readdirSync(sharedData(ERRORS))) {
      const body = readFileSync(sharedData(`${ERRORS}/${name}`), 'utf8')
      const told = openMeteo.read({ status, headers: {}, body }, [NEW_YORK], SETTINGS, 0)
      if (told.kind !== 'refused') throw new Error(`${name}: ${told.kind}`)
      const key = status === 400 && told.detail.startsWith('HTTP') ? 'page' : told.why
      why[key] = (why[key] ?? 0) + 1
    }
    expect(why).toEqual({ overloaded: 2, 'rate-limited': 2, [status === 400 ? 'page' : 'unavailable']: 3 })
  },
)

const MET = 'api/metno'

describe.skipIf(lacksSharedData(MET))('MET Norway', () => {
  test.each([
    { file: 'lat40.7lon-74.0altitude10_compact.json', cell: NEW_YORK, expires: '2020-07-20T12:14:53Z' },
    {
      file: 'lat51.5lon-0.1altitude25_complete.json',
      cell: { id: '51.5,-0.1', lat: 51.5, lon: -0.1 },
      expires: '2020-07-20T12:16:23Z',
    },
  ])('$file', ({ file, cell, expires }) => {
    const kept = JSON.parse(readFileSync(sharedData(`${MET}/${file}`), 'utf8')) as {
      status_code: number
      headers: Record<string, string>
      data: { properties: { timeseries: { data: { next_1_hours?: { details: { precipitation_amount: number } } } }[] } }
    }
    const headers = Object.fromEntries(Object.entries(kept.headers).map(([name, value]) => [name.toLowerCase(), value]))
    const given = { status: kept.status_code, headers, body: JSON.stringify(kept.data) }
    const told = metNorway.read(given, [cell], SETTINGS, Date.parse('2020-07-20T11:44:31Z'))
    const run = onlyRun(told)
    expect(told).toMatchObject({ kind: 'runs', expiresAtMs: Date.parse(expires) })
    expect(run.issuedAtMs).toBe(Date.parse('2020-07-20T01:30:57Z'))
    // Hourly for 55 hours, then six hours in each of 26 steps.
    expect(run.hours.length).toBe(55 + 26 * 6)
    expect(run.hours[0]?.fromMs).toBe(Date.parse('2020-07-20T11:00Z'))
    expect(run.hours.at(-1)?.fromMs).toBe(Date.parse('2020-07-29T05:00Z'))
    expect(isWhole(run)).toBe(true)
    const hourly = kept.data.properties.timeseries.map((it) => it.data.next_1_hours?.details.precipitation_amount ?? 0)
    expect(total(run.hours.slice(0, 55).map((it) => it.precipitationMm ?? 0))).toBeCloseTo(total(hourly), 9)
  })
})

const JMA = 'api/jma_bosai'

test.skipIf(lacksSharedData(JMA)).each([
  { office: '014100', name: '釧路地方気象台', areas: 3, stations: 3 },
  { office: '070000', name: '福島地方気象台', areas: 3, stations: 7 },
  { office: '130000', name: '気象庁', areas: 4, stations: 4 },
])('JMA forecast of $name', ({ office, name, areas, stations }) => {
  const forecast = readJmaForecast(readFileSync(sharedData(`${JMA}/${office}.json`), 'utf8'))
  if ('unreadable' in forecast) throw new Error(forecast.unreadable)
  expect(forecast.office).toBe(name)
  expect(forecast.issuedAtMs).toBe(Date.parse('2026-08-12T08:00:00Z'))
  expect([forecast.weathers.length, forecast.pops.length, forecast.temps.length]).toEqual([
    areas * 3,
    areas * 5,
    stations * 2,
  ])
  expect(forecast.pops.every((it) => it.probabilityPct !== null)).toBe(true)
  expect(forecast.temps.every((it) => it.airTempC !== null)).toBe(true)
})
