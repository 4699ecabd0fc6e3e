import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { acceptOffer, startOrder } from '../../src/dispatch/commands.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { insertRun } from '../../src/store/forecasts/insert-run.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { upsertRoute } from '../../src/store/routes/upsert-route.ts'
import { type District, openDistrict } from './fixture.ts'

interface RouteNow {
  readonly id: string
  readonly condition: {
    depthCm: number | null
    why: string | null
    observedAt: string | null
    validUntil: string | null
  }
  readonly treatment: { status: string; lastPassAt: string | null }
  readonly nextDeadlineAt: string | null
}
interface State {
  readonly timeZone: string
  readonly routes: readonly RouteNow[]
  readonly orders: readonly { id: string; routeId: string; state: string; alarmAt: string | null }[] | null
  readonly sensors: readonly { id: string; status: string; health: string; maintenanceUntil: string | null }[] | null
  readonly forecast: {
    cellDeg: number
    cells: readonly { id: string; issuedAt: string | null; stale: boolean; snowfallCm: (number | null)[] }[]
  } | null
}

let district: District
beforeAll(async () => {
  district = await openDistrict()
})
afterAll(() => district[Symbol.asyncDispose]())

const stateFor = async (caller: Parameters<District['as']>[0]) =>
  (await district.as(caller, 'GET', '/api/v1/map/state')).json() as State
const later = async (ms: number) => {
  await district.clock.sleepUntil(district.clock.now() + ms)
}

describe('map/lines', () => {
  test('has the own routes with and without a line, and the blocks', async () => {
    const answer = await district.as('viewer', 'GET', '/api/v1/map/lines')
    expect(answer.headers).toMatchObject({ 'cache-control': 'private, no-cache', vary: 'accept-encoding' })
    const { features, blocks } = answer.json()
    expect(features.map((it: { id: string }) => it.id)).toEqual(['hamamachi', 'honcho'])
    expect(features[0].geometry).toBeNull()
    expect(features[1].properties).toEqual({
      name: '本町線',
      nameKana: 'ほんちょうせん',
      block: 'aomori-1',
      roadClass: 'bus',
      lengthM: 1200,
      plowMinutes: 40,
      deadline: '07:00',
    })
    expect(blocks).toEqual([
      { id: 'aomori-1', name: '第一工区', nameKana: 'だいいちこうく' },
      { id: 'aomori-2', name: '第二工区', nameKana: null },
    ])
  })

  test('is compressed when asked, 304 for who has it, and rounded to a metre', async () => {
    const line = {
      type: 'LineString',
      coordinates: [
        [140.123456789, 40.987654321],
        [140.2, 40.9],
      ],
    } as const
    const road = { nameKana: null, roadClass: 'bus', lengthM: 1, plowMinutes: 1, deadline: null, geometry: line }
    await upsertRoute(district.db, { id: 'new', authorityId: 'aomori', blockId: 'aomori-1', name: '新道', ...road })
    await later(31_000)
    const headers = { 'accept-encoding': 'gzip' }
    const packed = await district.as('officer', 'GET', '/api/v1/map/lines', { headers })
    expect(packed.headers['content-encoding']).toBe('gzip')
    const { features } = JSON.parse(gunzipSync(packed.rawPayload).toString())
    expect(features.at(-1)).toMatchObject({
      id: 'new',
      geometry: {
        coordinates: [
          [140.12346, 40.98765],
          [140.2, 40.9],
        ],
      },
    })
    const known = { 'if-none-match': String(packed.headers.etag) }
    expect((await district.as('officer', 'GET', '/api/v1/map/lines', { headers: known })).statusCode).toBe(304)
    await district.db.deleteFrom('routes').where('id', '=', 'new').execute()
    await later(31_000)
  })

  test('a contractor gets the routes and blocks of its roster, another authority its own', async () => {
    const lines = async (caller: 'contractor' | 'neighbour') =>
      (await district.as(caller, 'GET', '/api/v1/map/lines')).json()
    const contractor = await lines('contractor')
    expect(contractor.features.map((it: { id: string }) => it.id)).toEqual(['honcho'])
    expect(contractor.blocks.map((it: { id: string }) => it.id)).toEqual(['aomori-1'])
    expect((await lines('neighbour')).features.map((it: { id: string }) => it.id)).toEqual(['dote'])
  })
})

describe('map/state', () => {
  test('unknown says why; sensors and health stand beside', async () => {
    const { routes, sensors, orders, timeZone } = await stateFor('viewer')
    expect(timeZone).toBe('Asia/Tokyo')
    expect(routes.map((it) => [it.id, it.condition.depthCm, it.condition.why])).toEqual([
      ['hamamachi', null, 'never-reported'],
      ['honcho', null, 'never-reported'],
    ])
    expect(routes[1]?.nextDeadlineAt).toBe('2026-01-20T22:00:00.000Z')
    expect(orders).toEqual([])
    expect(sensors?.map((it) => [it.id, it.status, it.health])).toEqual([
      ['snow-1', 'no-data', 'never-seen'],
      ['snow-2', 'no-data', 'never-seen'],
    ])
  })

  test('says of a route what its own page says', async () => {
    for (let minute = 0; minute <= 40; minute += 10) {
      const body = { boot: 'a', seq: minute, at: district.clock.now(), distance_mm: 2880, air_temp_c: 0 }
      const frame = {
        deviceId: 'snow-1',
        kind: 'reading',
        codec: 'json',
        payloadFormat: null,
        topic: 't',
        receivedAtMs: district.clock.now(),
        payload: Buffer.from(JSON.stringify(body)),
        sizeBytes: 1,
      } as const
      await district.readings.append([frame])
      await later(10 * MINUTE_MS)
    }
    await district.readings.settled()
    const route = (await stateFor('officer')).routes.find((it) => it.id === 'honcho')
    const { condition } = (await district.as('officer', 'GET', '/api/v1/routes/honcho/state')).json()
    expect(condition.depthCm).toBeCloseTo(12, 0)
    expect(route?.condition.depthCm).toBe(condition.depthCm)
    expect(route?.condition.why).toBeNull()
    expect(Date.parse(route?.condition.validUntil ?? '')).toBe(
      Date.parse(route?.condition.observedAt ?? '') + 45 * MINUTE_MS,
    )
    await later(60 * MINUTE_MS)
    const stale = (await stateFor('officer')).routes.find((it) => it.id === 'honcho')
    expect([stale?.condition.depthCm, stale?.condition.why]).toEqual([null, 'silent'])
  })

  test('an order shows as soon as the journal tells of it; a contractor sees its own', async () => {
    expect((await stateFor('officer')).orders).toEqual([])
    const order = await district.raise('honcho', 'requested')
    expect((await stateFor('officer')).orders).toMatchObject([{ id: order.id, routeId: 'honcho', state: 'requested' }])
    const status = async (caller: 'officer' | 'contractor') => {
      const { routes } = await stateFor(caller)
      return routes.find((it) => it.id === 'honcho')?.treatment.status
    }
    expect(await status('officer')).toBe('ordered')
    const [offer] = await listOffers(district.db, { limit: 1 })
    const actor = { kind: 'contractor', id: 'kita' } as const
    await acceptOffer(district.deps.commands, { offerId: offer?.id ?? '', actor })
    await startOrder(district.deps.commands, { orderId: order.id, actor })
    expect(await status('contractor')).toBe('working')
    const contractor = await stateFor('contractor')
    expect(contractor.orders).toMatchObject([{ id: order.id, state: 'started' }])
    expect([contractor.sensors, contractor.forecast]).toEqual([null, null])
    expect(contractor.routes.map((it) => it.id)).toEqual(['honcho'])
    // the firm that was not asked
    expect((await stateFor('rival')).orders).toEqual([])
  })

  test('forecast snowfall by hour for the cells of the own roads; none is null, not nothing', async () => {
    await later(6_000)
    const without = (await stateFor('officer')).forecast
    expect(without?.cells).toMatchObject([{ issuedAt: null, stale: true }])
    expect(without?.cells[0]?.snowfallCm).toEqual(Array.from({ length: 24 }, () => null))
    const nowMs = district.clock.now()
    const fromMs = nowMs - (nowMs % HOUR_MS)
    const hour = { airTempC: -3, relativeHumidityPct: 95, precipitationMm: 2, windMs: 3 }
    const run = {
      provider: 'test',
      model: 'test',
      cellId: without?.cells[0]?.id ?? '',
      issuedAtMs: fromMs,
      receivedAtMs: nowMs,
      hours: Array.from({ length: 13 }, (_, index) => ({ fromMs: fromMs + index * HOUR_MS, ...hour })),
    }
    await district.db.transaction().execute((trx) => insertRun(trx, run, nowMs))
    await later(6_000)
    const cell = (await stateFor('officer')).forecast?.cells[0]
    expect(cell?.stale).toBe(false)
    expect(cell?.snowfallCm[0]).toBeGreaterThan(1)
    expect(cell?.snowfallCm[11]).toBeCloseTo((cell?.snowfallCm[0] ?? 0) * 12, 0)
    expect(cell?.snowfallCm[23]).toBeNull()
  })

  test('maintenance shows on its sensor; unchanged state is 304; another authority sees nothing of it', async () => {
    const to = new Date(district.clock.now() + HOUR_MS).toISOString()
    const body = { target: { kind: 'device', device: 'snow-2' }, to, reason: '清掃' }
    expect((await district.as('officer', 'POST', '/api/v1/silences', { body })).statusCode).toBe(201)
    await later(6_000)
    const answer = await district.as('officer', 'GET', '/api/v1/map/state')
    expect((answer.json() as State).sensors?.find((it) => it.id === 'snow-2')?.maintenanceUntil).toBe(to)
    const headers = { 'if-none-match': String(answer.headers.etag) }
    expect((await district.as('officer', 'GET', '/api/v1/map/state', { headers })).statusCode).toBe(304)
    const neighbour = await stateFor('neighbour')
    expect(neighbour.routes.map((it) => it.id)).toEqual(['dote'])
    expect(JSON.stringify(neighbour)).not.toMatch(/honcho|snow-2/)
  })

  test.each(['gateway', null])('%s is refused', async (caller) => {
    for (const path of ['lines', 'state']) {
      const { statusCode } = await district.as(caller, 'GET', `/api/v1/map/${path}`)
      expect(statusCode).toBe(caller === null ? 401 : 403)
    }
  })
})
