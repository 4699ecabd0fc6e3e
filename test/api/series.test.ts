import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS, MINUTE_MS, toIso } from '../../src/domain/time.ts'
import { createApiKey } from '../../src/store/api-keys/create-api-key.ts'
import { upsertDevice } from '../../src/store/devices/upsert-device.ts'
import { recordPass } from '../../src/store/passes/record-pass.ts'
import { insertSilence } from '../../src/store/silences/insert-silence.ts'
import { type District, openDistrict, problemIn, START_MS } from './fixture.ts'

let district: District
beforeEach(async () => {
  district = await openDistrict()
})
afterEach(() => district[Symbol.asyncDispose]())

interface Sensor {
  readonly device: string
  readonly gapS: number
  readonly at: number[]
  readonly rawCm: (number | null)[]
  readonly depthCm: (number | null)[]
  readonly depthSincePassCm: (number | null)[]
  readonly minCm: (number | null)[]
  readonly maxCm: (number | null)[]
  readonly refused: { readonly at: string; readonly rawCm: number; readonly flags: Record<string, number> }[]
  readonly refusedTotal: number
}
interface Series {
  readonly resolution: string
  readonly from: string
  readonly to: string
  readonly timeZone: string
  readonly route: Pick<Sensor, 'at' | 'depthCm' | 'depthSincePassCm' | 'minCm' | 'maxCm'>
  readonly unknown: { readonly from: string; readonly to: string; readonly why: string }[]
  readonly sensors: Sensor[]
  readonly sensor: Sensor | null
  readonly passes: unknown[]
  readonly orders: unknown[] | null
  readonly decisions: unknown[] | null
  readonly silences: unknown[] | null
  readonly lines: unknown[] | null
}

async function series(path: string, caller: Parameters<District['as']>[0] = 'officer'): Promise<Series> {
  const reply = await district.as(caller, 'GET', `/api/v1/${path}`)
  expect(reply.statusCode, reply.body).toBe(200)
  return reply.json() as Series
}

/** Readings of a sensor, 3 m above the road, one every ten minutes up to `untilMs`; null: it says nothing. */
async function saw(depthsCm: readonly (number | null)[], deviceId = 'snow-1', untilMs = START_MS): Promise<void> {
  const beginsMs = untilMs - (depthsCm.length - 1) * 10 * MINUTE_MS
  const readings = depthsCm.flatMap((depthCm, seq) => {
    const at = beginsMs + seq * 10 * MINUTE_MS
    return depthCm === null ? [] : [{ at, distance_mm: 3000 - depthCm * 10, air_temp_c: -2 }]
  })
  const payload = Buffer.from(JSON.stringify(readings))
  const from = { deviceId, kind: 'reading', codec: 'json', payloadFormat: null } as const
  const topic = `yukiban/v1/${deviceId}/reading`
  await district.readings.append([{ ...from, topic, receivedAtMs: START_MS, payload, sizeBytes: payload.byteLength }])
  await district.readings.settled()
}

const pass = (atMs: number) =>
  district.db.transaction().execute((trx) =>
    recordPass(trx, {
      routeId: 'honcho',
      atMs,
      source: 'officer',
      actor: { kind: 'user', id: 'o' },
      orderId: null,
      recordedAtMs: atMs,
    }),
  )

/** Six hours at 2 cm/h, one reading of a lorry, then two silent hours and an hour more. */
const EVENING = [
  ...Array.from({ length: 20 }, (_, index) => index / 3),
  120,
  ...Array.from({ length: 16 }, (_, index) => (index + 21) / 3),
  ...Array.from({ length: 12 }, () => null),
  ...Array.from({ length: 6 }, (_, index) => 12 + index / 3),
]

describe('a route through time', () => {
  test('accepted beside raw, the lorry refused with the test that said so, the silence a gap that says why', async () => {
    await saw(EVENING)
    const got = await series(`routes/honcho/series?from=${START_MS - 10 * HOUR_MS}`)
    expect(got).toMatchObject({ resolution: 'reading', timeZone: 'Asia/Tokyo', from: toIso(START_MS - 10 * HOUR_MS) })
    const [sensor] = got.sensors
    expect(sensor?.at.length).toBe(43)
    const lorryAt = START_MS - (EVENING.length - 1 - 20) * 10 * MINUTE_MS
    const index = sensor?.at.indexOf(lorryAt) ?? -1
    expect(sensor?.rawCm[index]).toBeCloseTo(120, 0)
    expect(sensor?.depthCm[index]).toBeNull()
    expect(sensor?.refused).toMatchObject([{ at: toIso(lorryAt), flags: { gate: 3 } }])
    expect(Math.max(...(sensor?.depthCm ?? []).map((it) => it ?? 0))).toBeLessThan(20)
    // silent for two hours: known for 45 minutes after the last reading, then not, until the next
    const lastAt = START_MS - 18 * 10 * MINUTE_MS
    expect(got.unknown.at(-1)).toEqual({
      from: toIso(lastAt + 45 * MINUTE_MS + 1),
      to: toIso(lastAt + 130 * MINUTE_MS),
      why: 'silent',
    })
    const silentFrom = got.route.at.indexOf(lastAt + 45 * MINUTE_MS + 1)
    expect(got.route.depthCm[silentFrom]).toBeNull()
    expect(sensor?.gapS).toBe(45 * 60)
  })

  test('the last of its values is the state now', async () => {
    await saw(EVENING)
    const state = (await district.as('officer', 'GET', '/api/v1/routes/honcho/state')).json() as {
      condition: Record<string, number>
    }
    const { route } = await series('routes/honcho/series')
    expect(route.depthCm.at(-1)).toBe(state.condition.depthCm)
    expect(route.depthSincePassCm.at(-1)).toBe(state.condition.depthSincePassCm)
  })

  test('depth since pass falls to nothing with a pass, and a window that begins after it counts from it too', async () => {
    await saw(EVENING)
    const passMs = START_MS - 7 * HOUR_MS - MINUTE_MS
    await pass(passMs)
    const whole = await series('routes/honcho/series')
    expect(whole.passes).toEqual([{ at: toIso(passMs), source: 'officer', device: null, orderId: null }])
    const late = await series(`routes/honcho/series?from=${START_MS - HOUR_MS}`)
    expect(late.passes).toEqual([])
    expect(late.route.depthSincePassCm.at(-1)).toBe(whole.route.depthSincePassCm.at(-1))
    expect(late.route.depthSincePassCm.at(-1)).toBeLessThan(late.route.depthCm.at(-1) ?? 0)
  })

  test('orders, silences and the lines of the criteria in force; what a key may not read is null', async () => {
    const order = await district.raise('honcho', 'requested')
    await district.db.transaction().execute((trx) =>
      insertSilence(trx, {
        authorityId: 'aomori',
        target: { kind: 'device', device: 'snow-1' },
        fromMs: START_MS - HOUR_MS,
        toMs: START_MS + HOUR_MS,
        reason: '高さの測り直し',
        createdBy: 'user:o',
        createdAtMs: START_MS - HOUR_MS,
      }),
    )
    const got = await series('routes/honcho/series', 'viewer')
    expect(got.orders).toMatchObject([{ id: order.id, level: 'dispatch', createdAt: toIso(START_MS), startedAt: null }])
    expect(got.silences).toMatchObject([{ kind: 'maintenance', device: 'snow-1', reason: '高さの測り直し' }])
    expect(got.lines).toMatchObject([
      { criterionId: 'night', kind: 'threshold', measure: 'depth', triggerCm: 10, releaseCm: 3 },
    ])
    const narrow = { authorityId: 'aomori', contractorId: null, label: 'chart', nowMs: START_MS }
    const { key } = await createApiKey(district.db, {
      ...narrow,
      role: 'viewer',
      scopes: ['readings:read', 'routes:read'],
    })
    expect(await series('routes/honcho/series', key)).toMatchObject({
      orders: null,
      decisions: null,
      silences: null,
      lines: null,
    })
  })

  test('without sensors it is unknown and says so; never heard is silent', async () => {
    await district.db.updateTable('devices').set({ route_id: null }).where('id', '=', 'snow-2').execute()
    const none = await series('routes/hamamachi/series')
    expect(none).toMatchObject({ sensors: [], unknown: [{ from: none.from, to: none.to, why: 'no-sensors' }] })
    const never = await series('routes/honcho/series')
    expect(never.unknown).toEqual([{ from: never.from, to: never.to, why: 'silent' }])
  })

  test('a season comes by the day, with the extremes of each', async () => {
    for (const days of [60, 59, 56]) {
      await saw(
        Array.from({ length: 20 }, (_, index) => 5 + index / 10),
        'snow-1',
        START_MS - days * DAY_MS,
      )
    }
    // judged as the service judges, then rolled up as it does
    await district.deps.sensorState('snow-1')
    await district.readings.housekeep({ framesBeforeMs: null, readingsBeforeMs: null, quarantineBeforeMs: null })
    const got = await series('routes/honcho/series?from=2025-11-01T00:00:00%2B09:00')
    expect(got.resolution).toBe('day')
    expect(got.sensors[0]).toMatchObject({ at: got.route.at, depthCm: got.route.depthCm })
    // from 22:50 to 02:00: each evening touches two days of the wall clock
    expect(got.route.at.map(toIso)).toEqual(['20', '21', '22', '24', '25'].map((day) => `2025-11-${day}T15:00:00.000Z`))
    expect(got.unknown).toContainEqual({
      from: '2025-11-23T15:00:00.000Z',
      to: '2025-11-24T15:00:00.000Z',
      why: 'silent',
    })
    expect(Math.min(...got.route.minCm.map(Number))).toBeCloseTo(5, 0)
    expect(Math.max(...got.route.maxCm.map(Number))).toBeCloseTo(6.9, 0)
    expect(got.route.depthSincePassCm.every((it) => it === null)).toBe(true)
    expect(got.unknown.length).toBeGreaterThan(0)
    expect(got.unknown[0]).toMatchObject({ from: got.from, why: 'silent' })
  })

  test('a span that is turned round, endless or to come is refused, and too few or many points', async () => {
    const refused = [
      'from=2026-01-20T17:00:00Z&to=2026-01-20T16:00:00Z',
      'from=2024-01-01T00:00:00Z',
      'from=2027-01-01T00:00:00Z&to=2027-01-02T00:00:00Z',
      'points=99',
      'points=5001',
    ]
    for (const query of refused) {
      const reply = await district.as('officer', 'GET', `/api/v1/routes/honcho/series?${query}`)
      expect(problemIn(reply).code, query).toBe('request-invalid')
    }
  })
})

test('a sensor through time is its own row of the route', async () => {
  await saw(EVENING)
  const device = await series('devices/snow-1/series')
  const route = await series('routes/honcho/series')
  expect(device.sensor).toEqual(route.sensors[0])
  expect(device).toMatchObject({ device: 'snow-1', routeId: 'honcho', unknown: route.unknown })
})

test('a camera has no series of snow', async () => {
  const camera = {
    id: 'eye',
    authorityId: 'aomori',
    routeId: 'honcho',
    kind: 'camera',
    surface: 'carriageway',
  } as const
  const plain = { mountHeightMm: null, temperatureCompensated: true, lat: null, lon: null, intervalS: 600 }
  const coding = { codec: 'json', payloadFormat: null, devEui: null } as const
  await upsertDevice(district.db, { ...camera, ...plain, ...coding }, START_MS)
  expect(await series('devices/eye/series')).toMatchObject({ sensor: null })
  expect((await series('routes/honcho/series')).sensors.map((it) => it.device)).toEqual(['snow-1'])
})

test('who may read: not contractors, and another authority’s does not exist', async () => {
  for (const path of ['routes/honcho/series', 'devices/snow-1/series']) {
    expect((await district.as('contractor', 'GET', `/api/v1/${path}`)).statusCode).toBe(403)
    expect((await district.as('gateway', 'GET', `/api/v1/${path}`)).statusCode).toBe(403)
    expect((await district.as('neighbour', 'GET', `/api/v1/${path}`)).statusCode).toBe(404)
    expect((await district.as('viewer', 'GET', `/api/v1/${path}`)).statusCode).toBe(200)
  }
})
