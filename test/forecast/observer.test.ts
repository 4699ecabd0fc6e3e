import { expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { findHeadline } from '../../src/store/weather/find-headline.ts'
import { openStage, START_MS } from './fixture.ts'
import { type Answer, status, weatherServer } from './weather-server.ts'

const TABLE = {
  near: { lat: [40, 49.3], lon: [140, 46.1], kjName: '青森' },
  also: { lat: [40, 40], lon: [140, 40], kjName: '近所' },
  far: { lat: [35, 41], lon: [139, 45], kjName: '東京' },
}

interface Jma {
  latestMs: number
  snow1h: number
  headline?: string
}

/** Answers as JMA's pages would. */
function jma(state: Jma): Answer {
  return ({ url }, response) => {
    const at = new Date(state.latestMs + 9 * HOUR_MS).toISOString().slice(0, 19)
    const values = { temp: [-2.1, 0], snow: [50, 0], snow1h: [state.snow1h, 0], precipitation1h: [9.5, 5] }
    const bodies: Readonly<Record<string, string>> = {
      '/bosai/amedas/data/latest_time.txt': `${at}+09:00`,
      '/bosai/amedas/const/amedastable.json': JSON.stringify(TABLE),
      [`/bosai/amedas/data/map/${at.replaceAll(/\D/g, '')}.json`]: JSON.stringify({ near: values, far: values }),
      '/bosai/forecast/data/overview_forecast/020000.json': JSON.stringify({
        publishingOffice: '青森地方気象台',
        reportDatetime: '2026-01-20T16:37:00+09:00',
        targetArea: '青森県',
        headlineText: '大雪に注意してください。',
        text: '冬型の気圧配置となっています。',
      }),
    }
    const body = bodies[url.pathname]
    response.writeHead(body === undefined ? 404 : 200).end(body)
  }
}

function env(url: string) {
  return { YUKIBAN_JMA_URL: url, YUKIBAN_JMA_OFFICE: '020000' }
}

test('every ten minutes, of stations around our cells only, each observation once', async () => {
  const state = { latestMs: START_MS - 10 * MINUTE_MS, snow1h: 2 }
  const server = await weatherServer(jma(state))
  const it = await openStage({ env: env(server.url) })
  await it.stage.settled()
  const rows = () => it.db.selectFrom('observations').selectAll().orderBy('at').execute()
  expect(await rows()).toMatchObject([
    {
      station_id: 'near',
      at: START_MS - 10 * MINUTE_MS,
      received_at: START_MS,
      snowfall_1h_cm: 2,
      precipitation_1h_mm: null,
    },
  ])
  await it.pass(5 * MINUTE_MS)
  expect(await rows()).toHaveLength(1)
  state.latestMs = START_MS
  await it.pass(2 * MINUTE_MS)
  expect((await rows()).map((row) => row.at)).toEqual([START_MS - 10 * MINUTE_MS, START_MS])
  const paths = server.asked.map(({ url }) => url.pathname)
  expect(paths.filter((path) => path.endsWith('amedastable.json'))).toHaveLength(1)
  expect(server.asked[0]?.headers['user-agent']).toMatch(/^Yukiban\//)
  expect(await findHeadline(it.db, '020000')).toMatchObject({
    issuedAtMs: Date.parse('2026-01-20T07:37:00Z'),
    body: { office: '青森地方気象台', headline: '大雪に注意してください。' },
  })
})

test('they witness the snowfall of devices near them', async () => {
  const state = { latestMs: START_MS, snow1h: 6 }
  const server = await weatherServer(jma(state))
  const it = await openStage({ env: env(server.url) })
  await it.stage.settled()
  const device = { routeId: null, lat: 40.82, lon: 140.74 }
  const witness = await it.stage.weather.witnessFor(device, START_MS - HOUR_MS, START_MS)
  expect(witness.snowfallCm(START_MS - HOUR_MS, START_MS, START_MS)).toBeCloseTo(6, 6)
  expect(witness.snowfallCm(START_MS - HOUR_MS, START_MS, START_MS - 1)).toBeNull()
  expect(witness.airTempC(START_MS, START_MS)).toBe(-2.1)
  state.latestMs += HOUR_MS
  state.snow1h = 1
  await it.pass(HOUR_MS + 10 * MINUTE_MS)
  const later = await it.stage.weather.witnessFor(device, START_MS, START_MS + HOUR_MS)
  expect(later.snowfallCm(START_MS, START_MS + HOUR_MS, it.clock.now())).toBeCloseTo(1, 6)
  const nowhere = await it.stage.weather.witnessFor({ routeId: null, lat: null, lon: null }, START_MS, START_MS + 1)
  expect(nowhere.airTempC(START_MS, START_MS)).toBeNull()
})

test('pages that change their form are refused and tried again; nothing is invented', async () => {
  const server = await weatherServer(status(200, '<html>moved</html>'))
  const it = await openStage({ env: env(server.url) })
  await it.stage.settled()
  const [service] = (await it.stage.status()).services
  expect(service).toMatchObject({ service: 'jma', lastSuccessAtMs: null, lastFailure: { why: 'unreadable' } })
  server.answer = jma({ latestMs: START_MS, snow1h: 2 })
  await it.pass(10 * MINUTE_MS)
  expect(await it.db.selectFrom('observations').selectAll().execute()).toHaveLength(1)
})

test('nothing is asked while nothing has a position', async () => {
  const server = await weatherServer(status(500))
  const it = await openStage({ env: env(server.url), places: [] })
  await it.pass(HOUR_MS)
  expect(server.asked).toEqual([])
})
