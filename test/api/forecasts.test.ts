import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS, toIso } from '../../src/domain/time.ts'
import { archiveRuns } from '../../src/forecast/archive.ts'
import { findDevice } from '../../src/store/devices/find-device.ts'
import { upsertDevice } from '../../src/store/devices/upsert-device.ts'
import { insertObservations } from '../../src/store/observations/insert-observations.ts'
import { saveHeadline } from '../../src/store/weather/save-headline.ts'
import { type District, openDistrict, problemIn, START_MS } from './fixture.ts'

const CELL = '40.8500,140.7500'
let district: District

function run(receivedAtMs: number, precipitationMm: number, hours = 48) {
  const told = Array.from({ length: hours }, (_, index) => ({
    fromMs: START_MS - 6 * HOUR_MS + index * HOUR_MS,
    airTempC: -5,
    relativeHumidityPct: 80,
    precipitationMm,
    windMs: null,
  }))
  const of = { provider: 'open-meteo', model: 'jma_seamless', cellId: CELL, issuedAtMs: null }
  return { ...of, receivedAtMs, hours: told }
}

function seen(stationId: string, lat: number, minutesAgo: number, snowfall1hCm: number) {
  const atMs = START_MS - minutesAgo * MINUTE_MS
  const unknown = { airTempC: null, snowDepthCm: 80, precipitation1hMm: null }
  return { provider: 'jma-amedas', stationId, lat, lon: 140.75, atMs, receivedAtMs: atMs, snowfall1hCm, ...unknown }
}

beforeAll(async () => {
  const env = {
    YUKIBAN_FORECAST_PROVIDER: 'open-meteo',
    YUKIBAN_JMA_URL: 'https://jma.example',
    YUKIBAN_JMA_OFFICE: '020000',
  }
  // the stage of this fixture reads only
  district = await openDistrict({ env })
  await district.db.transaction().execute(async (trx) => {
    for (const [hoursAgo, water] of [
      [30, 5],
      [3, 1],
      [2, 1],
      [1, 2],
    ] as const) {
      const receivedAtMs = START_MS - hoursAgo * HOUR_MS
      await archiveRuns(trx, [run(receivedAtMs, water)], receivedAtMs)
    }
    await insertObservations(trx, [
      seen('near', 40.86, 10, 3),
      seen('near', 40.86, 20, 2),
      seen('further', 40.95, 10, 1),
      seen('silent', 40.86, 150, 9),
      seen('remote', 42, 10, 9),
    ])
    const body = { office: '青森地方気象台', area: '青森県', headline: '大雪に注意。', text: '冬型です。' }
    await saveHeadline(trx, { office: '020000', issuedAtMs: START_MS - HOUR_MS, receivedAtMs: START_MS, body })
  })
})
afterAll(() => district[Symbol.asyncDispose]())

const get = async (url: string) => (await district.as('viewer', 'GET', url)).json()

describe('the archive', () => {
  test('newest first, each run once, with the snow we make of it', async () => {
    const { items, nextCursor } = await get('/api/v1/forecasts')
    expect(nextCursor).toBeNull()
    expect(items).toMatchObject([
      { provider: 'open-meteo', model: 'jma_seamless', cell: CELL, receivedAt: toIso(START_MS - HOUR_MS) },
      { receivedAt: toIso(START_MS - 3 * HOUR_MS), confirmedAt: toIso(START_MS - 2 * HOUR_MS) },
    ])
    const [hour] = items[0].hours
    expect(hour).toMatchObject({ from: toIso(START_MS - 6 * HOUR_MS), airTempC: -5, precipitationMm: 2, windMs: null })
    // −5 °C: practically all snow, at 67.9 + 51.3·e^(−5/2.6) = 75.4 kg/m³
    expect(hour.snowfallCm).toBeCloseTo(2.65, 1)
  })

  test('by time, cell and page', async () => {
    const from = toIso(START_MS - 40 * HOUR_MS)
    expect((await get(`/api/v1/forecasts?from=${from}`)).items).toHaveLength(3)
    expect((await get(`/api/v1/forecasts?from=${from}&cell=0.0500,0.0500`)).items).toEqual([])
    const to = toIso(START_MS - HOUR_MS)
    expect((await get(`/api/v1/forecasts?from=${from}&to=${to}&cell=${CELL}`)).items).toHaveLength(2)
    const first = await get(`/api/v1/forecasts?from=${from}&limit=2`)
    const second = await get(`/api/v1/forecasts?from=${from}&limit=2&cursor=${first.nextCursor}`)
    const ids = [...first.items, ...second.items].map((it: { id: string }) => it.id)
    expect(new Set(ids).size).toBe(3)
    expect(second.nextCursor).toBeNull()
  })

  test.each(['from=yesterday', 'limit=0', 'limit=1000', 'cursor=x', 'station=1', 'from=2026-02-01&to=2026-01-01'])(
    '%s is refused',
    async (query) => {
      const reply = await district.as('viewer', 'GET', `/api/v1/forecasts?${query}`)
      expect(problemIn(reply)).toMatchObject({ status: 400, code: 'request-invalid' })
    },
  )
})

test('the status says how fresh forecasts are and how services fare', async () => {
  expect(await get('/api/v1/forecasts/status')).toMatchObject({
    provider: 'open-meteo',
    cells: 1,
    staleCells: 0,
    confirmedAt: toIso(START_MS - HOUR_MS),
    services: [
      { service: 'open-meteo', lastSuccessAt: null, lastFailure: null, breaker: 'closed', requestsLeftToday: 200 },
      { service: 'jma', nextAskAt: toIso(START_MS), recent: [] },
    ],
    attribution: [expect.stringContaining('Open-Meteo.com'), expect.stringContaining('気象庁')],
  })
})

describe('a route', () => {
  test('what is to come, what stations around saw, what the office says', async () => {
    const body = await get('/api/v1/routes/honcho/forecast')
    expect(body).toMatchObject({
      routeId: 'honcho',
      cell: CELL,
      stale: false,
      run: { receivedAt: toIso(START_MS - HOUR_MS) },
      headline: { office: '青森地方気象台', headline: '大雪に注意。', issuedAt: toIso(START_MS - HOUR_MS) },
      attribution: [expect.stringContaining('Open-Meteo.com'), expect.stringContaining('気象庁')],
    })
    expect(body.observations).toMatchObject([
      { station: 'jma-amedas/near', snowfall1hCm: 3, at: toIso(START_MS - 10 * MINUTE_MS), distanceKm: 1.1 },
      { station: 'jma-amedas/further', snowfall1hCm: 1 },
    ])
    const { next1h, next3h, next24h } = body.snowfallCm
    expect(next1h).toBeCloseTo(2.65, 1)
    expect(next3h).toBeCloseTo(3 * next1h, 1)
    expect(next24h).toBeCloseTo(24 * next1h, 0)
  })

  test('without geometry is where its sensor is; without any position it has no forecast, and says so', async () => {
    expect((await get('/api/v1/routes/hamamachi/forecast')).cell).toBe(CELL)
    const device = await findDevice(district.db, 'snow-2')
    if (device === undefined) throw new Error('no snow-2')
    await upsertDevice(district.db, { ...device, lat: null, lon: null }, START_MS)
    expect(await get('/api/v1/routes/hamamachi/forecast')).toMatchObject({
      cell: null,
      stale: true,
      snowfallCm: { next1h: null, next24h: null },
      run: null,
      observations: [],
    })
  })

  test('of another authority does not exist', async () => {
    const reply = await district.as('viewer', 'GET', '/api/v1/routes/dote/forecast')
    expect(problemIn(reply)).toMatchObject({ status: 404, code: 'not-found' })
  })
})

test.each(['/api/v1/forecasts', '/api/v1/forecasts/status', '/api/v1/routes/honcho/forecast'])(
  '%s is for those who read forecasts',
  async (url) => {
    for (const caller of ['administrator', 'officer', 'viewer'])
      expect((await district.as(caller, 'GET', url)).statusCode).toBe(200)
    for (const caller of ['contractor', 'gateway']) expect((await district.as(caller, 'GET', url)).statusCode).toBe(403)
    expect((await district.as(null, 'GET', url)).statusCode).toBe(401)
  },
)
