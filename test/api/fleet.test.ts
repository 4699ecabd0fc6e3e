import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseCsv } from '../../src/district/csv.ts'
import { MINUTE_MS } from '../../src/domain/time.ts'
import { createApiKey } from '../../src/store/api-keys/create-api-key.ts'
import { type District, openDistrict, START_MS } from './fixture.ts'

interface Item {
  readonly id: string
  readonly routeName: string | null
  readonly blockName: string | null
  readonly health: string
  readonly batteryV: number | null
  readonly lastSeenAt: string | null
  readonly flags: { readonly aggregate: number } | null
  readonly snow: { readonly status: string; readonly depthCm: number | null; readonly readingAt: string | null } | null
  readonly maintenance: { readonly id: string; readonly until: string; readonly reason: string } | null
}

let district: District
beforeAll(async () => {
  district = await openDistrict()
  const body = { boot: 'a', seq: 1, at: START_MS, distance_mm: 2850, air_temp_c: 0, battery_v: 3.61 }
  const about = { deviceId: 'snow-1', kind: 'reading', codec: 'json', payloadFormat: null, topic: 't' } as const
  const payload = Buffer.from(JSON.stringify(body))
  await district.readings.append([{ ...about, receivedAtMs: START_MS, payload, sizeBytes: payload.length }])
  await district.readings.settled()
})
afterAll(() => district[Symbol.asyncDispose]())

const fleetFor = async (caller: string) => {
  await district.clock.sleepUntil(district.clock.now() + 6_000)
  const answer = await district.as(caller, 'GET', '/api/v1/fleet')
  return { answer, items: (answer.json() as { items: Item[] }).items ?? [] }
}

test('every device of the authority with place, health, battery, flags and the snow under it', async () => {
  const { items } = await fleetFor('viewer')
  expect(items.map((it) => it.id)).toEqual(['snow-1', 'snow-2'])
  expect(items[0]).toMatchObject({
    routeName: '本町線',
    blockName: '第一工区',
    batteryV: 3.61,
    lastSeenAt: '2026-01-20T17:00:00.000Z',
    flags: { aggregate: 1 },
    snow: { status: 'ok', depthCm: 15, readingAt: '2026-01-20T17:00:00.000Z' },
    maintenance: null,
  })
  expect(items[1]).toMatchObject({ health: 'never-seen', lastSeenAt: null, flags: null, snow: { status: 'no-data' } })
})

test('the maintenance window that lasts longest stands beside its device', async () => {
  for (const [minutes, reason] of [
    [90, '清掃'],
    [30, '点検'],
  ] as const) {
    const to = new Date(district.clock.now() + minutes * MINUTE_MS).toISOString()
    const body = { target: { kind: 'device', device: 'snow-2' }, to, reason }
    expect((await district.as('officer', 'POST', '/api/v1/silences', { body })).statusCode).toBe(201)
  }
  const { items } = await fleetFor('officer')
  expect(items[1]?.maintenance?.reason).toBe('清掃')
})

test('a key that may not read readings sees no snow; the same screen asked again costs nothing', async () => {
  const key = { authorityId: 'aomori', role: 'viewer', scopes: ['devices:read'], contractorId: null } as const
  const narrow = await createApiKey(district.db, { ...key, label: 'narrow', nowMs: START_MS })
  const { items } = await fleetFor(narrow.key)
  expect(items.map((it) => [it.snow, it.flags])).toEqual([
    [null, null],
    [null, null],
  ])
  const { answer } = await fleetFor('officer')
  const headers = { 'if-none-match': String(answer.headers.etag) }
  expect((await district.as('officer', 'GET', '/api/v1/fleet', { headers })).statusCode).toBe(304)
})

test('another authority sees its own; contractors and gateways none', async () => {
  expect((await fleetFor('neighbour')).items.map((it) => it.id)).toEqual(['snow-9'])
  expect((await fleetFor('contractor')).answer.statusCode).toBe(403)
  expect((await fleetFor('gateway')).answer.statusCode).toBe(403)
})

test('devices.csv: byte-order mark, headings in the language, times on the wall clock, own devices alone', async () => {
  const answer = await district.as('officer', 'GET', '/api/v1/devices.csv')
  expect([...answer.rawPayload.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  expect(answer.headers['content-disposition']).toContain("filename*=UTF-8''%E6%A9%9F%E5%99%A8%E4%B8%80%E8%A6%A7.csv")
  const [header, ...rows] = parseCsv(answer.body).map((it) => it.cells)
  expect(header?.slice(0, 4)).toEqual(['機器', '種類', '工区', '路線'])
  expect(rows.map((it) => it[0])).toEqual(['snow-1', 'snow-2'])
  expect(rows[0]?.slice(11, 14)).toEqual(['ok', '15', '2026-01-21 02:00'])
  const english = await district.as('officer', 'GET', '/api/v1/devices.csv?lang=en')
  expect(english.body).toMatch(/^\uFEFFdevice,kind,block,route/)
  expect((await district.as('contractor', 'GET', '/api/v1/devices.csv')).statusCode).toBe(403)
})
