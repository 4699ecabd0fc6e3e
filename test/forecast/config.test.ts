import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'

test('by default Open-Meteo is asked every hour, and JMA is not', () => {
  expect(readConfig({}).forecast).toMatchObject({
    provider: 'open-meteo',
    settings: { baseUrl: 'https://api.open-meteo.com', apiKey: null, model: null },
    filePath: null,
    ticks: { minutes: [7], timeZone: 'Asia/Tokyo' },
    cellDeg: 0.1,
    staleMs: 6 * 3_600_000,
    maxBytes: 8 * 1024 * 1024,
    perMinute: null,
    jma: null,
  })
  expect(readConfig({}).keep.forecastsDays).toBe(400)
})

test('a file is a path from here, or a file: URL; a base URL loses its last slash', () => {
  const file = (url: string) =>
    readConfig({ YUKIBAN_FORECAST_PROVIDER: 'file', YUKIBAN_FORECAST_URL: url }).forecast.filePath
  expect(file('examples/forecast.json')).toBe(resolve('examples/forecast.json'))
  expect(file('file:///srv/a%20b.json')).toBe('/srv/a b.json')
  expect(readConfig({ YUKIBAN_FORECAST_URL: 'http://10.0.0.5:8080/meteo/' }).forecast.settings.baseUrl).toBe(
    'http://10.0.0.5:8080/meteo',
  )
  expect(readConfig({ YUKIBAN_JMA_URL: 'https://www.jma.go.jp/', YUKIBAN_JMA_OFFICE: '020000' }).forecast.jma).toEqual({
    baseUrl: 'https://www.jma.go.jp',
    office: '020000',
    radiusKm: 30,
  })
})

describe('refuses, naming setting and remedy', () => {
  test.each([
    {
      env: { YUKIBAN_FORECAST_PROVIDER: 'weatherman' },
      want: /YUKIBAN_FORECAST_PROVIDER=weatherman must be one of open-meteo, met-norway, file, none/,
    },
    {
      env: { YUKIBAN_FORECAST_PROVIDER: 'met-norway' },
      want: /YUKIBAN_FORECAST_CONTACT= must hold an e-mail address or web site/,
    },
    { env: { YUKIBAN_FORECAST_PROVIDER: 'file' }, want: /YUKIBAN_FORECAST_URL= must be the path of a forecast file/ },
    { env: { YUKIBAN_FORECAST_URL: 'ftp://x' }, want: /YUKIBAN_FORECAST_URL=ftp:\/\/x must be an http or https URL/ },
    { env: { YUKIBAN_FORECAST_URL: 'https://u:p@x' }, want: /must not hold a user or password/ },
    { env: { YUKIBAN_FORECAST_URL: 'https://x/?apikey=1' }, want: /must not have a query/ },
    {
      env: { YUKIBAN_FORECAST_CELL_DEG: '0.01' },
      want: /YUKIBAN_FORECAST_CELL_DEG=0.01 must be a number of degrees from 0.02 to 1/,
    },
    { env: { YUKIBAN_FORECAST_CRON: '7 * * *' }, want: /YUKIBAN_FORECAST_CRON=7 \* \* \* must be a cron expression/ },
    { env: { YUKIBAN_FORECAST_CRON: '7 * * * 1-5' }, want: /must name minute and hour only/ },
    { env: { YUKIBAN_FORECAST_PER_DAY: '0' }, want: /YUKIBAN_FORECAST_PER_DAY=0 must be a whole number from 1/ },
    { env: { YUKIBAN_FORECAST_STALE_MIN: '1' }, want: /YUKIBAN_FORECAST_STALE_MIN=1 must be a whole number from 10/ },
    {
      env: { YUKIBAN_FORECAST_CONTACT: '青森市' },
      want: /YUKIBAN_FORECAST_CONTACT=青森市 must be 3 to 200 printable ASCII characters/,
    },
    { env: { YUKIBAN_JMA_OFFICE: '2' }, want: /YUKIBAN_JMA_OFFICE=2 must be six digits/ },
    { env: { YUKIBAN_JMA_OFFICE: '020000' }, want: /YUKIBAN_JMA_OFFICE=020000 needs YUKIBAN_JMA_URL/ },
    { env: { YUKIBAN_JMA_URL: 'jma' }, want: /YUKIBAN_JMA_URL=jma must be an http or https URL/ },
    { env: { YUKIBAN_KEEP_FORECASTS_DAYS: 'long' }, want: /YUKIBAN_KEEP_FORECASTS_DAYS=long must be a number of days/ },
  ])('$env', ({ env, want }) => {
    expect(() => readConfig(env)).toThrow(want)
  })
})
