import { describe, expect, test } from 'vitest'
import type { Observation } from '../../../src/domain/forecast.ts'
import {
  type AmedasTable,
  latestTimeUrl,
  mapUrl,
  readAmedasMap,
  readAmedasTable,
  readLatestTime,
  tableUrl,
} from '../../../src/forecast/providers/jma-amedas.ts'
import {
  forecastUrl,
  overviewUrl,
  readJmaForecast,
  readJmaOverview,
} from '../../../src/forecast/providers/jma-forecast.ts'

const BASE = 'https://www.jma.go.jp'
const AT_MS = Date.parse('2026-01-20T22:50:00+09:00')
const RECEIVED_MS = AT_MS + 6 * 60_000

test('addresses', () => {
  expect(latestTimeUrl(BASE)).toBe('https://www.jma.go.jp/bosai/amedas/data/latest_time.txt')
  expect(tableUrl(`${BASE}/`)).toBe('https://www.jma.go.jp/bosai/amedas/const/amedastable.json')
  expect(forecastUrl(BASE, '020000')).toBe('https://www.jma.go.jp/bosai/forecast/data/forecast/020000.json')
  expect(overviewUrl(BASE, '../x')).toBe('https://www.jma.go.jp/bosai/forecast/data/overview_forecast/..%2Fx.json')
})

test.each([
  { at: '2026-01-20T22:50:00+09:00', digits: '20260120225000' },
  { at: '2026-01-20T22:59:59+09:00', digits: '20260120225000' },
  { at: '2025-12-31T15:00:00Z', digits: '20260101000000' },
])('the map of $at is $digits', ({ at, digits }) => {
  expect(mapUrl(BASE, Date.parse(at))).toBe(`https://www.jma.go.jp/bosai/amedas/data/map/${digits}.json`)
})

test.each([
  { text: '2026-01-20T22:50:00+09:00\n', want: AT_MS },
  { text: '2026-01-20T13:50:00Z', want: AT_MS },
  { text: '2026-01-20T22:50:00', want: null },
  { text: '2026-13-20T22:50:00+09:00', want: null },
  { text: '<html>', want: null },
  { text: '', want: null },
])('latest time "$text"', ({ text, want }) => {
  expect(readLatestTime(text)).toBe(want)
})

const TABLE = {
  '31312': { type: 'A', elems: '11112010', lat: [40, 49.3], lon: [140, 46.1], alt: 3, kjName: '青森' },
  '31336': { lat: [40, 39], lon: [140, 51] },
}

function table(value: unknown): AmedasTable {
  const read = readAmedasTable(JSON.stringify(value))
  if ('unreadable' in read) throw new Error(read.unreadable)
  return read
}

describe('station table', () => {
  test('positions are degrees and minutes', () => {
    expect([...table(TABLE).values()]).toEqual([
      { id: '31312', name: '青森', lat: expect.closeTo(40.82167, 5), lon: expect.closeTo(140.76833, 5) },
      { id: '31336', name: '31336', lat: 40.65, lon: 140.85 },
    ])
  })

  test('stations without a usable position are left out', () => {
    const wrong = {
      a: null,
      b: {},
      c: { lat: [40], lon: [140, 1] },
      d: { lat: [40, 61], lon: [140, 1] },
      e: { lat: 40, lon: 140 },
    }
    expect([...table({ ...TABLE, ...wrong }).keys()]).toEqual(['31312', '31336'])
  })

  test.each(['', 'null', '[]', '{}', '{"a":1}', '<html></html>'])('%s is unreadable', (body) => {
    expect(readAmedasTable(body)).toEqual({ unreadable: expect.stringMatching(/body/) })
  })
})

describe('map', () => {
  const stations = table(TABLE)
  const observed = (value: unknown) => readAmedasMap(JSON.stringify(value), stations, AT_MS, RECEIVED_MS)

  test('an observation', () => {
    const value = { temp: [-3.2, 0], snow: [84, 0], snow1h: [4, 0], precipitation1h: [2.5, 0], humidity: [91, 0] }
    expect(observed({ '31312': value })).toEqual([
      {
        provider: 'jma-amedas',
        stationId: '31312',
        lat: expect.closeTo(40.82167, 5),
        lon: expect.closeTo(140.76833, 5),
        atMs: AT_MS,
        receivedAtMs: RECEIVED_MS,
        airTempC: -3.2,
        snowDepthCm: 84,
        snowfall1hCm: 4,
        precipitation1hMm: 2.5,
      },
    ])
  })

  test.each([
    { name: 'off-season', value: { temp: [22, 0], snow: [null, 5], snow1h: [0, 6] }, want: [22, null, null, null] },
    { name: 'absent keys', value: { precipitation1h: [0, 0] }, want: [null, null, null, 0] },
    { name: 'doubtful', value: { temp: [-3, 1], snow: [84, 0] }, want: [null, 84, null, null] },
    { name: 'no flag', value: { temp: [-3], snow: [84, 0] }, want: [null, 84, null, null] },
    { name: 'a flag of text', value: { temp: [-3, '0'], snow: [84, 0] }, want: [null, 84, null, null] },
    { name: 'bare', value: { temp: -3, snow: [84, 0] }, want: [null, 84, null, null] },
    {
      name: 'absurd',
      value: { temp: [300, 0], snow: [-40, 0], snow1h: [900, 0], precipitation1h: [0, 0] },
      want: [null, null, null, 0],
    },
  ])('$name values', ({ value, want }) => {
    const [it] = observed({ '31312': value }) as Observation[]
    expect([it?.airTempC, it?.snowDepthCm, it?.snowfall1hCm, it?.precipitation1hMm]).toEqual(want)
  })

  test.each([
    { name: 'unknown station', value: { '99999': { temp: [1, 0] } } },
    { name: 'nothing of use', value: { '31312': { temp: [1, 4], wind: [3, 0] } } },
    { name: 'no object', value: { '31312': null, '31336': 7 } },
  ])('$name: no observation', ({ value }) => {
    expect(observed(value)).toEqual([])
  })

  test.each(['', '[]', '{"31312":', 'Not Found'])('%s is unreadable', (body) => {
    expect(readAmedasMap(body, stations, AT_MS, RECEIVED_MS)).toEqual({ unreadable: expect.stringMatching(/body/) })
  })
})

const FORECAST = [
  {
    publishingOffice: '青森地方気象台',
    reportDatetime: '2026-01-20T17:00:00+09:00',
    timeSeries: [
      {
        timeDefines: ['2026-01-20T17:00:00+09:00', '2026-01-21T00:00:00+09:00'],
        areas: [
          {
            area: { name: '津軽', code: '020010' },
            weatherCodes: ['400', '406'],
            weathers: ['雪', '雪　時々　止む'],
            winds: ['西の風'],
          },
        ],
      },
      {
        timeDefines: ['2026-01-20T18:00:00+09:00', '2026-01-21T00:00:00+09:00'],
        areas: [{ area: { name: '津軽', code: '020010' }, pops: ['90', ''] }],
      },
      {
        timeDefines: ['2026-01-21T00:00:00+09:00', '2026-01-21T09:00:00+09:00'],
        areas: [{ area: { name: '青森', code: '31312' }, temps: ['-6', '-2'] }],
      },
    ],
  },
]

describe('forecast of an office', () => {
  test('weather in words, probabilities, temperatures', () => {
    const tsugaru = { areaCode: '020010', areaName: '津軽' }
    const aomori = { areaCode: '31312', areaName: '青森' }
    const at = (text: string) => Date.parse(`2026-01-${text}:00:00+09:00`)
    expect(readJmaForecast(JSON.stringify(FORECAST))).toEqual({
      office: '青森地方気象台',
      issuedAtMs: at('20T17'),
      weathers: [
        { ...tsugaru, atMs: at('20T17'), text: '雪', code: '400' },
        { ...tsugaru, atMs: at('21T00'), text: '雪　時々　止む', code: '406' },
      ],
      pops: [
        { ...tsugaru, fromMs: at('20T18'), probabilityPct: 90 },
        { ...tsugaru, fromMs: at('21T00'), probabilityPct: null },
      ],
      temps: [
        { ...aomori, atMs: at('21T00'), airTempC: -6 },
        { ...aomori, atMs: at('21T09'), airTempC: -2 },
      ],
    })
  })

  test.each([
    { name: 'empty list', body: '[]', detail: /\[0\] is missing/ },
    { name: 'no series', body: '[{}]', detail: /timeSeries is missing/ },
    {
      name: 'no zone',
      body: JSON.stringify(FORECAST).replace('17:00:00+09:00","timeS', '17:00:00","timeS'),
      detail: /reportDatetime is 2026-01-20T17:00:00;/,
    },
    {
      name: 'no area',
      body: JSON.stringify(FORECAST).replace('"area":', '"arena":'),
      detail: /areas\[0\]\.area is missing/,
    },
    { name: 'a page', body: '<html>', detail: /not valid JSON/ },
  ])('$name is unreadable', ({ body, detail }) => {
    expect(readJmaForecast(body)).toEqual({ unreadable: expect.stringMatching(detail) })
  })
})

describe('overview of an office', () => {
  const overview = {
    publishingOffice: '青森地方気象台',
    reportDatetime: '2026-01-20T16:37:00+09:00',
    targetArea: '青森県',
    headlineText: '津軽では、２１日昼前まで大雪に警戒してください。',
    text: '　冬型の気圧配置となっています。\n',
  }

  test('a warning in one sentence, and the text', () => {
    expect(readJmaOverview(JSON.stringify(overview))).toEqual({
      office: '青森地方気象台',
      issuedAtMs: Date.parse('2026-01-20T16:37:00+09:00'),
      area: '青森県',
      headline: overview.headlineText,
      text: '冬型の気圧配置となっています。',
    })
  })

  test('nothing to warn of', () => {
    expect(readJmaOverview(JSON.stringify({ ...overview, headlineText: '' }))).toMatchObject({ headline: null })
  })

  test('no text is unreadable', () => {
    expect(readJmaOverview(JSON.stringify({ ...overview, text: 3 }))).toEqual({
      unreadable: 'text is 3; expected a text',
    })
  })
})
