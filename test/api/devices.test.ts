import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyDeviceToken } from '../../src/store/devices/verify-device-token.ts'
import { type District, openDistrict, START_MS } from './fixture.ts'

let district: District
beforeEach(async () => {
  district = await openDistrict()
})
afterEach(() => district[Symbol.asyncDispose]())

interface Page {
  items: Record<string, unknown>[]
  nextCursor: string | null
}

async function send(deviceId: string, readings: readonly object[]): Promise<void> {
  const payload = Buffer.from(JSON.stringify(readings))
  const topic = `yukiban/v1/${deviceId}/reading`
  const frame = {
    deviceId,
    kind: 'reading',
    codec: 'json',
    payloadFormat: null,
    topic,
    receivedAtMs: START_MS,
    payload,
  } as const
  await district.readings.append([{ ...frame, sizeBytes: payload.byteLength }])
  await district.readings.settled()
}

test('a device is registered, given tokens, and its connection closed with them', async () => {
  const created = await district.as('administrator', 'POST', '/api/v1/devices', {
    body: { id: 'snow-3', surface: 'carriageway', routeId: 'honcho', mountHeightMm: 2800, lat: 40.8, lon: 140.7 },
  })
  expect([created.statusCode, created.headers.location]).toEqual([201, '/api/v1/devices/snow-3'])
  const { device, token } = created.json() as { device: object; token: string }
  expect(device).toEqual({
    id: 'snow-3',
    kind: 'ultrasonic',
    routeId: 'honcho',
    surface: 'carriageway',
    mountHeightMm: 2800,
    temperatureCompensated: false,
    lat: 40.8,
    lon: 140.7,
    intervalS: 600,
    codec: 'json',
    payloadFormat: null,
    devEui: null,
    hasToken: true,
  })
  expect(await verifyDeviceToken(district.db, 'snow-3', token)).toMatchObject({ id: 'snow-3', authorityId: 'aomori' })

  const rotated = (await district.as('administrator', 'POST', '/api/v1/devices/snow-3/rotate-token')).json() as {
    token: string
  }
  expect(await verifyDeviceToken(district.db, 'snow-3', token)).toBeUndefined()
  expect(await verifyDeviceToken(district.db, 'snow-3', rotated.token)).toBeDefined()
  expect(district.disconnected).toEqual(['snow-3'])

  const revoked = await district.as('administrator', 'POST', '/api/v1/devices/snow-3/revoke-token')
  expect(revoked.json()).toMatchObject({ id: 'snow-3', hasToken: false })
  expect(await verifyDeviceToken(district.db, 'snow-3', rotated.token)).toBeUndefined()
  expect(district.disconnected).toEqual(['snow-3', 'snow-3'])

  const audit = (await district.as('officer', 'GET', '/api/v1/audit')).json() as Page
  expect(audit.items.map((it) => [it.type, it.subject])).toEqual([
    ['device.created', 'snow-3'],
    ['device.token-rotated', 'snow-3'],
    ['device.token-revoked', 'snow-3'],
  ])
})

describe('a LoRaWAN device', () => {
  const lora = { id: 'lora-1', surface: 'carriageway', codec: 'ttn', payloadFormat: 'decentlab-dl-mbx' }
  const create = (body: object) => district.as('administrator', 'POST', '/api/v1/devices', { body })

  test('is registered under its DevEUI, which no other may have', async () => {
    const created = await create({ ...lora, devEui: '70B3D57BA0000177' })
    expect(created.json().device).toMatchObject({ ...lora, devEui: '70b3d57ba0000177', temperatureCompensated: true })
    const again = await create({ ...lora, id: 'lora-2', devEui: '70b3d57ba0000177' })
    expect([again.statusCode, again.json().problems]).toMatchObject([409, [{ field: 'devEui' }]])
    expect((await district.as('viewer', 'GET', '/api/v1/devices/lora-1')).json()).toMatchObject(lora)
    expect((await district.as('viewer', 'GET', '/api/v1/devices/lora-2')).statusCode).toBe(404)
  })

  test.each([
    { name: 'without DevEUI', body: lora, fields: ['devEui'] },
    {
      name: 'without format',
      body: { ...lora, payloadFormat: undefined, devEui: '70b3d57ba0000177' },
      fields: ['payloadFormat'],
    },
    { name: 'with a format nobody knows', body: { ...lora, payloadFormat: 'x' }, fields: ['payloadFormat'] },
    { name: 'whose server is not named', body: { ...lora, codec: undefined }, fields: ['payloadFormat'] },
    { name: 'with half a DevEUI', body: { ...lora, devEui: '70b3d57b' }, fields: ['devEui'] },
  ])('is refused $name', async ({ body, fields }) => {
    const reply = await create(body)
    expect(reply.statusCode).toBe(400)
    expect(reply.json().problems.map((it: { field: string }) => it.field)).toEqual(fields)
  })
})

test("another authority's device cannot be touched", async () => {
  const reply = await district.as('administrator', 'POST', '/api/v1/devices/snow-9/revoke-token')
  expect(reply.statusCode).toBe(404)
  expect(district.disconnected).toEqual([])
})

test('one device tells when it was heard', async () => {
  const silent = await district.as('viewer', 'GET', '/api/v1/devices/snow-1')
  expect(silent.json()).toMatchObject({ id: 'snow-1', hasToken: false, lastSeenAt: null, lastReadingAt: null })
  await send('snow-1', [{ boot: 'a', seq: 1, at: START_MS - 60_000, distance_mm: 2700 }])
  const heard = await district.as('viewer', 'GET', '/api/v1/devices/snow-1')
  expect(heard.json()).toMatchObject({
    lastSeenAt: '2026-01-20T17:00:00.000Z',
    lastReadingAt: '2026-01-20T16:59:00.000Z',
    status: null,
  })
})

test('lists are paged to the end, without overlap or gap', async () => {
  for (let i = 10; i < 15; i++) {
    await district.as('administrator', 'POST', '/api/v1/devices', { body: { id: `d${i}`, surface: 'roadside' } })
  }
  const ids: unknown[] = []
  let cursor: string | null = null
  do {
    const query: string = cursor === null ? '' : `&cursor=${cursor}`
    const page = (await district.as('viewer', 'GET', `/api/v1/devices?limit=3${query}`)).json() as Page
    expect(page.items.length).toBeLessThanOrEqual(3)
    ids.push(...page.items.map((it) => it.id))
    cursor = page.nextCursor
  } while (cursor !== null)
  expect(ids).toEqual(['d10', 'd11', 'd12', 'd13', 'd14', 'snow-1', 'snow-2'])
  const ofRoute = (await district.as('viewer', 'GET', '/api/v1/devices?route=honcho')).json() as Page
  expect(ofRoute.items.map((it) => it.id)).toEqual(['snow-1'])
})

test('readings: as received and as judged, oldest first, by span and page', async () => {
  const minute = (n: number) => START_MS - n * 60_000
  await send('snow-1', [
    { boot: 'a', seq: 2, at: minute(20), distance_mm: 2690, air_temp_c: -4.2, quality: 183, colour: 'blue' },
    { boot: 'a', seq: 1, at: minute(30), distance_mm: 2700, battery_v: 3.61, rssi_dbm: -97 },
    { boot: 'a', seq: 3, at: minute(0), distance_mm: 2680 },
    { boot: 'a', seq: 0, at: minute(25 * 60), distance_mm: 2750 },
  ])
  const judged = { atMs: minute(20), identity: 'a:2', depthMm: 310, flags: '11311', accepted: false }
  await district.readings.saveJudgements('snow-1', [judged])

  const day = (await district.as('viewer', 'GET', '/api/v1/devices/snow-1/readings')).json() as Page
  expect(day.items.map((it) => it.seq)).toEqual([1, 2, 3])
  expect(day.nextCursor).toBeNull()
  expect(day.items[1]).toEqual({
    at: '2026-01-20T16:40:00.000Z',
    receivedAt: '2026-01-20T17:00:00.000Z',
    distanceMm: 2690,
    depthMm: 310,
    airTempC: -4.2,
    echoQuality: 183,
    batteryV: null,
    rssiDbm: null,
    boot: 'a',
    seq: 2,
    timeSource: 'device',
    flags: { time: 1, temperature: 1, range: 3, echo: 1, gate: 1, stuck: 2, drift: 2, neighbour: 2, aggregate: 3 },
    accepted: false,
    extra: { colour: 'blue' },
  })
  expect(day.items[0]).toMatchObject({ flags: null, accepted: null, depthMm: null, batteryV: 3.61, extra: null })

  const span = `from=${minute(25 * 60)}&to=2026-01-20T17:00:00Z`
  const first = (await district.as('viewer', 'GET', `/api/v1/devices/snow-1/readings?${span}&limit=2`)).json() as Page
  expect(first.items.map((it) => it.seq)).toEqual([0, 1])
  const rest = await district.as('viewer', 'GET', `/api/v1/devices/snow-1/readings?${span}&cursor=${first.nextCursor}`)
  expect((rest.json() as Page).items.map((it) => it.seq)).toEqual([2])
})

test('quarantine: seen, kept apart by authority, replayed and purged', async () => {
  const bad = Buffer.from('{"distance_mm":')
  const refuse = (deviceId: string, payload: Uint8Array) =>
    district.readings.append([
      {
        deviceId,
        kind: 'reading',
        codec: 'json',
        payloadFormat: null,
        topic: `yukiban/v1/${deviceId}/reading`,
        receivedAtMs: START_MS,
        payload,
        sizeBytes: payload.byteLength,
      },
    ])
  await refuse('snow-1', bad)
  await refuse('snow-9', bad)
  await refuse('snow-2', Uint8Array.of(0xff, 0xfe))
  await district.readings.settled()

  const { items } = (await district.as('officer', 'GET', '/api/v1/quarantine?limit=5')).json() as Page
  expect(items.map((it) => [it.deviceId, it.preview])).toEqual([
    ['snow-2', null],
    ['snow-1', '{"distance_mm":'],
  ])
  expect(items[1]).toMatchObject({ payloadBase64: bad.toString('base64'), sizeBytes: bad.length, times: 1 })
  const [, own] = items
  expect((await district.as('officer', 'GET', `/api/v1/quarantine/${own?.id}`)).json()).toEqual(own)
  expect((await district.as('neighbour', 'GET', `/api/v1/quarantine/${own?.id}`)).statusCode).toBe(404)
  const replayed = await district.as('officer', 'POST', `/api/v1/quarantine/${own?.id}/replay`)
  expect(replayed.json()).toEqual({ recovered: 0, stillRefused: 1 })

  const purge = { body: { olderThanDays: 1 } }
  const shared = await district.as('officer', 'POST', '/api/v1/quarantine/purge', purge)
  expect(shared.statusCode).toBe(403)
  expect((await district.readings.quarantine({ limit: 10 })).length).toBe(3)
})
