import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startApi } from '../../src/api/server.ts'
import { MINUTE_MS, toIso } from '../../src/domain/time.ts'
import { recordPass } from '../../src/store/passes/record-pass.ts'
import { type District, openDistrict, START_MS } from './fixture.ts'

let district: District
let url: string
let close: () => Promise<void>

beforeEach(async () => {
  district = await openDistrict()
  ;({ url, close } = await startApi(district.deps))
})
afterEach(async () => {
  await close()
  await district[Symbol.asyncDispose]()
})

/** Asks over a real connection. */
async function get(path: string, caller: keyof District['keys'] = 'viewer'): Promise<Response> {
  return fetch(`${url}${path}`, { headers: { authorization: `Bearer ${district.keys[caller]}` } })
}

interface Window {
  readonly hours: number
  readonly newSnowCm: number | null
  readonly hourlySumCm: number | null
  readonly coveredH: number
}

/** Readings of snow-1, 3 m above the road, one every ten minutes up to now. */
async function saw(depthsCm: readonly number[]): Promise<void> {
  const beginsMs = START_MS - (depthsCm.length - 1) * 10 * MINUTE_MS
  const readings = depthsCm.map((depthCm, seq) => ({
    boot: 'a',
    seq,
    at: beginsMs + seq * 10 * MINUTE_MS,
    distance_mm: 3000 - depthCm * 10,
    air_temp_c: -2,
  }))
  const payload = Buffer.from(JSON.stringify(readings))
  const from = { deviceId: 'snow-1', kind: 'reading', codec: 'json', payloadFormat: null } as const
  const topic = 'yukiban/v1/snow-1/reading'
  const frame = { ...from, topic, receivedAtMs: START_MS, payload, sizeBytes: payload.byteLength }
  await district.readings.append([frame])
  await district.readings.settled()
}

/** Seven hours: 2 cm/h up to 12 cm, then a pass that leaves 2 cm, then an hour of nothing. */
const NIGHT = [...Array.from({ length: 37 }, (_, index) => index / 3), 2, 2, 2, 2, 2, 2]

describe('GET /api/v1/devices/{id}/state', () => {
  test('tells depth, snowfall, the pass that the sensor saw, and the drop', async () => {
    await saw(NIGHT)
    const response = await get('/api/v1/devices/snow-1/state')
    expect(response.status).toBe(200)
    const state = (await response.json()) as Record<string, unknown> & { snowfall: Window[] }
    const passAt = toIso(START_MS - 3 * 10 * MINUTE_MS)
    expect(state).toMatchObject({
      device: 'snow-1',
      routeId: 'honcho',
      surface: 'carriageway',
      at: toIso(START_MS),
      readingAt: toIso(START_MS),
      status: 'ok',
      depthCm: 2,
      depthSincePassCm: 0,
      newSnowCm: 0,
      lastPassAt: passAt,
      lastPassSource: 'step-down',
      lastDrop: { cause: 'plow-or-slide', at: passAt },
      faults: [],
    })
    expect(state.resets).toMatchObject([{ at: passAt, source: 'step-down' }])
    expect(state.snowfall.map((it) => it.hours)).toEqual([1, 3, 6, 12, 24, 72])
    const [one, , six, twelve] = state.snowfall
    expect(one).toMatchObject({ newSnowCm: 0, hourlySumCm: 0, coveredH: 1 })
    expect(six?.newSnowCm).toBeGreaterThan(9)
    expect(six?.newSnowCm).toBeLessThan(12)
    expect(twelve).toEqual({ hours: 12, newSnowCm: null, hourlySumCm: null, coveredH: 7 })
  })

  test('a pass of the contractor stands with its source and the values before it', async () => {
    await saw(Array.from({ length: 25 }, (_, index) => index / 3))
    const pass = { routeId: 'honcho', source: 'contractor', orderId: null, recordedAtMs: START_MS } as const
    await district.db
      .transaction()
      .execute((trx) => recordPass(trx, { ...pass, atMs: START_MS + 1, actor: { kind: 'user', id: 'k' } }))
    const state = (await (await get('/api/v1/devices/snow-1/state')).json()) as { resets: unknown[] }
    expect(state).toMatchObject({ lastPassSource: 'contractor', depthSincePassCm: 0, newSnowCm: 0 })
    expect(state.resets).toEqual([
      {
        at: toIso(START_MS + 1),
        source: 'contractor',
        depthCm: 7.67,
        depthSincePassCm: 7.67,
        newSnowCm: expect.closeTo(7.7, 0),
      },
    ])
  })

  test('what is unknown is null, not zero', async () => {
    const state = (await (await get('/api/v1/devices/snow-1/state')).json()) as { snowfall: Window[] }
    expect(state).toMatchObject({
      status: 'no-data',
      readingAt: null,
      recordFrom: null,
      depthCm: null,
      depthSincePassCm: null,
      newSnowCm: null,
      youngLayerCm: null,
      lastDrop: null,
      resets: [],
    })
    for (const window of state.snowfall) {
      expect(window).toMatchObject({ newSnowCm: null, hourlySumCm: null, coveredH: 0 })
    }
  })

  test('a sensor that falls silent is at fault, and its snowfall unknown', async () => {
    await saw(NIGHT)
    await district.clock.sleepUntil(START_MS + 121 * MINUTE_MS)
    const state = (await (await get('/api/v1/devices/snow-1/state')).json()) as { snowfall: Window[] }
    expect(state).toMatchObject({
      status: 'stale',
      faults: [{ fault: 'no-accepted-sample', since: toIso(START_MS) }],
    })
    expect(state.snowfall[0]?.newSnowCm).toBeNull()
  })

  test('is for those who may read readings, of their own authority', async () => {
    expect((await get('/api/v1/devices/snow-1/state', 'officer')).status).toBe(200)
    expect((await get('/api/v1/devices/snow-1/state', 'contractor')).status).toBe(403)
    expect((await get('/api/v1/devices/snow-1/state', 'neighbour')).status).toBe(404)
    expect((await get('/api/v1/devices/nowhere/state')).status).toBe(404)
    expect((await fetch(`${url}/api/v1/devices/snow-1/state`)).status).toBe(401)
  })
})

describe('GET /api/v1/routes/{id}/state', () => {
  test('tells the same of each sensor, and the snowfall of the route', async () => {
    await saw(NIGHT)
    const [route, device] = await Promise.all(
      ['/api/v1/routes/honcho/state', '/api/v1/devices/snow-1/state'].map(async (path) => (await get(path)).json()),
    )
    const { routeId: _, at: __, ...sensor } = device as Record<string, unknown> & { snowfall: Window[] }
    expect(route).toMatchObject({ routeId: 'honcho', sensors: [sensor], condition: { status: 'known', depthCm: 2 } })
    const { snowfall } = (route as { condition: { snowfall: Window[] } }).condition
    expect(snowfall).toEqual(
      sensor.snowfall.map(({ coveredH: ___, ...it }) => ({ ...it, sensors: it.newSnowCm === null ? 0 : 1 })),
    )
  })

  test('a contractor sees the snowfall, and no sensors', async () => {
    await saw(NIGHT)
    const state = (await (await get('/api/v1/routes/honcho/state', 'contractor')).json()) as Record<string, unknown>
    expect(state).toMatchObject({ sensors: [], condition: { snowfall: [{ hours: 1 }, {}, {}, {}, {}, {}] } })
  })

  test('the schemas say every unit', async () => {
    const openApi = (await (await fetch(`${url}/api/v1/openapi.json`)).json()) as {
      components: { schemas: Record<string, { title?: string; properties?: Record<string, { description?: string }> }> }
    }
    const schema = Object.values(openApi.components.schemas).find((it) => it.properties?.youngLayerCm !== undefined)
    for (const field of ['depthCm', 'depthSincePassCm', 'newSnowCm', 'youngLayerCm'])
      expect(schema?.properties?.[field]?.description, field).toMatch(/cm/)
  })
})
