import { describe, expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { listRuns } from '../../src/store/forecasts/list-runs.ts'
import { CELL_ID, openMeteoAt, openStage, registerPlaces, START_MS, type Stage } from './fixture.ts'
import { type Answer, openMeteoAnswer, status, weatherServer } from './weather-server.ts'

const snow = openMeteoAnswer(() => ({ fromMs: START_MS }))
const runsOf = ({ db }: Stage) => listRuns(db, { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, limit: 1000 })
const serviceOf = async ({ stage }: Stage) => (await stage.status()).services[0]

test('asks at once, archives, and asks again at the next tick', async () => {
  const server = await weatherServer(snow)
  const it = await openStage({ env: openMeteoAt(server.url) })
  await it.stage.settled()
  expect(await runsOf(it)).toMatchObject([
    { provider: 'open-meteo', model: 'jma_seamless', cellId: CELL_ID, receivedAtMs: START_MS, issuedAtMs: START_MS },
  ])
  expect((await serviceOf(it))?.nextAskAtMs).toBe(START_MS + 7 * MINUTE_MS)
  await it.pass(6 * MINUTE_MS)
  expect(server.asked).toHaveLength(1)
  await it.pass(MINUTE_MS)
  expect(server.asked).toHaveLength(2)
  await it.pass(3 * HOUR_MS)
  expect(server.asked).toHaveLength(5)
})

test('a run that says the same is confirmed, not stored again; one that differs is', async () => {
  let airTempC = -3
  const server = await weatherServer(openMeteoAnswer(() => ({ fromMs: START_MS, airTempC })))
  const it = await openStage({ env: openMeteoAt(server.url) })
  await it.pass(3 * HOUR_MS)
  expect(server.asked).toHaveLength(4)
  expect(await runsOf(it)).toMatchObject([{ receivedAtMs: START_MS, lastSeenAtMs: START_MS + 127 * MINUTE_MS }])
  airTempC = 1
  await it.pass(HOUR_MS)
  expect((await runsOf(it)).map((run) => run.hours[0]?.airTempC)).toEqual([1, -3])
})

test('several cells share a request, and 10,000 routes of a prefecture are some requests an hour', async () => {
  const server = await weatherServer(snow)
  const places = Array.from({ length: 10_000 }, (_, index) => [
    40.2 + (((index * 7919) % 10_000) / 10_000) * 1.35,
    139.5 + (((index * 104_729) % 9973) / 9973) * 2.2,
  ]) as [number, number][]
  const it = await openStage({ env: openMeteoAt(server.url), places })
  await it.stage.settled()
  expect(server.asked.length).toBeGreaterThan(1)
  expect(server.asked.length).toBeLessThanOrEqual(10)
  const { cells, staleCells } = await it.stage.status()
  expect({ cells: cells > 200, staleCells }).toEqual({ cells: true, staleCells: 0 })
  const asked = server.asked.flatMap(({ url }) => url.searchParams.get('latitude')?.split(',') ?? [])
  expect(asked).toHaveLength(cells)
})

test('nothing is asked while nothing has a position; a device that gets one is asked for soon', async () => {
  const server = await weatherServer(snow)
  const it = await openStage({ env: openMeteoAt(server.url), places: [] })
  await it.pass(HOUR_MS)
  expect(server.asked).toEqual([])
  await registerPlaces(it.db, [[40.82, 140.74]])
  await it.pass(6 * MINUTE_MS)
  expect(server.asked).toHaveLength(1)
})

describe('what the service says about asking', () => {
  test('questions are conditional, and a 304 confirms the run', async () => {
    const server = await weatherServer(
      openMeteoAnswer(() => ({ fromMs: START_MS }), {
        ETag: '"one"',
        'Last-Modified': 'Tue, 20 Jan 2026 08:00:00 GMT',
      }),
    )
    const it = await openStage({ env: openMeteoAt(server.url) })
    await it.stage.settled()
    expect(server.asked[0]?.headers).not.toHaveProperty('if-none-match')
    server.answer = status(304)
    await it.pass(HOUR_MS)
    await it.restart()
    await it.pass(HOUR_MS)
    expect(server.asked).toHaveLength(3)
    for (const { headers } of server.asked.slice(1))
      expect(headers).toMatchObject({ 'if-none-match': '"one"', 'if-modified-since': 'Tue, 20 Jan 2026 08:00:00 GMT' })
    expect(await runsOf(it)).toMatchObject([{ receivedAtMs: START_MS, lastSeenAtMs: START_MS + 67 * MINUTE_MS }])
    expect(it.outcomes).toEqual(['ok', 'unchanged', 'unchanged'])
  })

  test('Expires is waited for', async () => {
    const expires = new Date(START_MS + 100 * MINUTE_MS).toUTCString()
    const server = await weatherServer(openMeteoAnswer(() => ({ fromMs: START_MS }), { Expires: expires }))
    const it = await openStage({ env: openMeteoAt(server.url) })
    await it.pass(99 * MINUTE_MS)
    expect(server.asked).toHaveLength(1)
    await it.pass(2 * MINUTE_MS)
    expect(server.asked).toHaveLength(2)
  })

  test('429 with Retry-After silences us for as long, over a restart too', async () => {
    const server = await weatherServer(
      status(429, '{"error":true,"reason":"Hourly API request limit exceeded."}', { 'retry-after': '1800' }),
    )
    const it = await openStage({
      env: openMeteoAt(server.url),
      places: [
        [40.82, 140.74],
        [43, 141],
      ],
    })
    await it.stage.settled()
    expect(await serviceOf(it)).toMatchObject({
      lastSuccessAtMs: null,
      lastFailure: { why: 'rate-limited', atMs: START_MS },
      nextAskAtMs: START_MS + 30 * MINUTE_MS,
    })
    server.answer = snow
    await it.restart()
    await it.pass(29 * MINUTE_MS)
    expect(server.asked).toHaveLength(1)
    await it.pass(2 * MINUTE_MS)
    expect(server.asked).toHaveLength(2)
    expect((await it.stage.status()).staleCells).toBe(0)
  })
})

describe('a service that fails', () => {
  const failures: readonly { name: string; answer: Answer; why: string; env?: Record<string, string> }[] = [
    {
      name: 'an error page of a gateway',
      answer: status(502, '<html><title>502 Bad Gateway</title></html>'),
      why: 'unavailable',
    },
    {
      name: 'an error of its own',
      answer: status(400, '{"error":true,"reason":"No data for this model"}'),
      why: 'bad-request',
    },
    {
      name: 'a wrong key',
      answer: status(401, '{"error":true,"reason":"The supplied API key is invalid."}'),
      why: 'unauthorised',
    },
    { name: 'half an answer', answer: status(200, '{"latitude":40.85,"hourly":{"time":['), why: 'unreadable' },
    { name: 'nothing', answer: status(200), why: 'unreadable' },
    {
      name: 'too much',
      answer: status(200, 'x'.repeat(2000)),
      why: 'unavailable',
      env: { YUKIBAN_FORECAST_MAX_BYTES: '1024' },
    },
    { name: 'silence', answer: () => {}, why: 'unavailable', env: { YUKIBAN_FORECAST_TIMEOUT_S: '1' } },
    { name: 'a redirect', answer: status(301, '', { location: 'http://127.0.0.1:9/' }), why: 'unavailable' },
  ]

  test.each(failures)('$name: is noted, and tried again with growing pauses', async ({ answer, why, env }) => {
    const server = await weatherServer(answer)
    const it = await openStage({ env: openMeteoAt(server.url, env) })
    await it.stage.settled()
    const service = await serviceOf(it)
    expect(service?.lastFailure).toMatchObject({ atMs: START_MS, why })
    expect(service?.recent).toMatchObject([{ outcome: why, atMs: START_MS, subject: `cell ${CELL_ID}` }])
    expect(await runsOf(it)).toEqual([])
    server.answer = snow
    await it.pass(5 * MINUTE_MS)
    if (why === 'unauthorised' || server.asked.length === 1) await it.pass(HOUR_MS)
    expect((await it.stage.status()).staleCells).toBe(0)
  })

  test('one group that fails keeps no other from being asked', async () => {
    const places = Array.from({ length: 120 }, (_, index) => [30 + index / 10 + 0.05, 140.05] as [number, number])
    const server = await weatherServer((asked, response, count) => {
      const south = asked.url.searchParams.get('latitude')?.startsWith('30.05')
      return (south ? status(503, 'busy') : snow)(asked, response, count)
    })
    const it = await openStage({ env: openMeteoAt(server.url), places })
    await it.stage.settled()
    expect(server.asked).toHaveLength(3)
    expect(await it.stage.status()).toMatchObject({ cells: 120, staleCells: 50 })
    // the two others are not asked again before the tick
    server.answer = snow
    await it.pass(3 * MINUTE_MS)
    expect(server.asked).toHaveLength(4)
    expect((await it.stage.status()).staleCells).toBe(0)
  })

  test('after five failures in a row nothing is asked for a while; one success closes the breaker', async () => {
    const server = await weatherServer(status(503, 'down'))
    const places = Array.from({ length: 400 }, (_, index) => [30 + index / 50 + 0.01, 140.01] as [number, number])
    const it = await openStage({ env: openMeteoAt(server.url, { YUKIBAN_FORECAST_CELL_DEG: '0.02' }), places })
    await it.stage.settled()
    expect(server.asked).toHaveLength(5)
    expect(await serviceOf(it)).toMatchObject({ breaker: 'open', nextAskAtMs: START_MS + 5 * MINUTE_MS })
    await it.restart()
    await it.pass(4 * MINUTE_MS)
    expect(server.asked).toHaveLength(5)
    // half-open: one question, whose failure opens it again
    await it.pass(90_000)
    expect(server.asked).toHaveLength(6)
    server.answer = snow
    await it.pass(10 * MINUTE_MS)
    expect(await serviceOf(it)).toMatchObject({ breaker: 'closed' })
    await it.pass(30 * MINUTE_MS)
    expect((await it.stage.status()).staleCells).toBe(0)
  })

  test('a forecast that is not confirmed any more is stale, and fresh again afterwards', async () => {
    const server = await weatherServer(snow)
    const it = await openStage({ env: openMeteoAt(server.url) })
    await it.stage.settled()
    server.answer = status(502, 'gone')
    await it.pass(6 * HOUR_MS - MINUTE_MS)
    const at = () => it.stage.weather.forecastFor({ cellId: CELL_ID }, it.clock.now())
    expect(await at()).toMatchObject({ stale: false, forecast: { receivedAtMs: START_MS } })
    await it.pass(HOUR_MS)
    expect(await at()).toMatchObject({ stale: true, forecast: { receivedAtMs: START_MS } })
    server.answer = snow
    await it.pass(HOUR_MS)
    expect(await at()).toMatchObject({ stale: false })
  })
})

describe('what one may ask', () => {
  test('the budget holds over restarts, and the next day begins a new one', async () => {
    const server = await weatherServer(snow)
    const env = openMeteoAt(server.url, { YUKIBAN_FORECAST_PER_DAY: '3', YUKIBAN_FORECAST_CRON: '*/10 * * * *' })
    const it = await openStage({ env })
    await it.stage.settled()
    await it.pass(10 * MINUTE_MS)
    await it.restart()
    await it.pass(10 * MINUTE_MS)
    expect(server.asked).toHaveLength(3)
    await it.restart()
    await it.pass(2 * HOUR_MS)
    expect(server.asked).toHaveLength(3)
    expect(await serviceOf(it)).toMatchObject({ leftToday: 0, nextAskAtMs: Date.UTC(2026, 0, 21) })
    await it.pass(Date.UTC(2026, 0, 21) - it.clock.now() + 1)
    expect(server.asked).toHaveLength(4)
  })

  test('so many a minute, the others a minute later', async () => {
    const server = await weatherServer(snow)
    const places = Array.from({ length: 150 }, (_, index) => [30 + index / 10 + 0.05, 140.05] as [number, number])
    const it = await openStage({ env: openMeteoAt(server.url, { YUKIBAN_FORECAST_PER_MINUTE: '2' }), places })
    await it.stage.settled()
    expect(server.asked).toHaveLength(2)
    await it.pass(MINUTE_MS)
    expect(server.asked).toHaveLength(3)
  })

  test('a restart soon after a tick asks nothing twice; one after missed ticks catches up', async () => {
    const server = await weatherServer(snow)
    const it = await openStage({ env: openMeteoAt(server.url) })
    await it.stage.settled()
    await it.restart()
    await it.stage.settled()
    expect(server.asked).toHaveLength(1)
    await it.stage.stop()
    await it.advance(5 * HOUR_MS)
    await it.restart()
    await it.stage.settled()
    expect(server.asked).toHaveLength(2)
  })

  test('installations ask at moments of their own, always the same', async () => {
    const server = await weatherServer(snow)
    const env = openMeteoAt(server.url, { YUKIBAN_FORECAST_JITTER_S: '600' })
    const it = await openStage({ env })
    await it.stage.settled()
    const delayMs = ((await serviceOf(it))?.nextAskAtMs ?? 0) - (START_MS + 7 * MINUTE_MS)
    expect(Math.abs(delayMs) > 0 && delayMs <= 10 * MINUTE_MS).toBe(true)
    await it.restart()
    expect((await serviceOf(it))?.nextAskAtMs).toBe(START_MS + 7 * MINUTE_MS + delayMs)
  })
})

test('the key is nowhere to be found: not in the log, the database or the status', async () => {
  const key = 'geh/eim+42'
  const server = await weatherServer(snow)
  const it = await openStage({ env: openMeteoAt(server.url, { YUKIBAN_FORECAST_API_KEY: key }) })
  await it.stage.settled()
  server.answer = (asked, response) => response.writeHead(400).end(`{"error":true,"reason":"bad: ${asked.url.href}"}`)
  await it.pass(HOUR_MS)
  server.answer = (asked, response) => response.writeHead(302, { location: asked.url.href }).end()
  await it.pass(HOUR_MS)
  expect(server.asked[0]?.url.searchParams.get('apikey')).toBe(key)
  const rows = [
    await it.db.selectFrom('weather_services').selectAll().execute(),
    await it.db.selectFrom('weather_requests').selectAll().execute(),
    await it.db.selectFrom('weather_fetches').selectAll().execute(),
  ]
  const all = `${it.logged.join()}${JSON.stringify(rows)}${JSON.stringify(await it.stage.status())}`
  expect(all).toContain('refused')
  for (const shape of [key, encodeURIComponent(key), 'geh']) expect(all).not.toContain(shape)
})
