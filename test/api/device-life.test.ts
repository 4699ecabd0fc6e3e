import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PresenceStatus } from '../../src/domain/device-health.ts'
import { saveDeviceState } from '../../src/store/device-states/save-device-state.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { type District, openDistrict, problemIn, START_MS } from './fixture.ts'

let district: District
beforeEach(async () => {
  district = await openDistrict()
})
afterEach(() => district[Symbol.asyncDispose]())

const CONFIG = '/api/v1/devices/snow-1/config'
const COMMANDS = '/api/v1/devices/snow-1/commands'
const FIRST = { 'if-none-match': '*' }

function put(body: unknown, headers: Readonly<Record<string, string>> = FIRST) {
  return district.as('administrator', 'PUT', CONFIG, { body, headers })
}

describe('configuration', () => {
  test('asked for, changed under its ETag, with a line in the journal for each version', async () => {
    const before = await district.as('viewer', 'GET', CONFIG)
    expect([before.headers.etag, before.json()]).toEqual([
      undefined,
      {
        deviceId: 'snow-1',
        inSync: true,
        desired: null,
        reported: null,
        registered: { intervalS: 600, mountHeightMm: 3000 },
      },
    ])
    const created = await put({ intervalS: 300, mountHeightMm: 3100 })
    expect([created.statusCode, created.headers.etag]).toEqual([201, '"v1"'])
    expect(created.json()).toMatchObject({
      inSync: false,
      desired: { version: 1, intervalS: 300, mountHeightMm: 3100, calibrationOffsetMm: null },
      registered: { intervalS: 600, mountHeightMm: 3000 },
    })
    const changed = await put({ intervalS: 900 }, { 'if-match': '"v1"' })
    expect([changed.statusCode, changed.headers.etag]).toEqual([200, '"v2"'])
    const same = await put({ intervalS: 900 }, { 'if-match': '"v2"' })
    expect(same.headers.etag).toBe('"v2"')
    const events = await listEvents(district.db, { limit: 10 })
    expect(events.map((it) => [it.type, it.subject, it.data.version])).toEqual([
      ['device.config-set', 'snow-1', 1],
      ['device.config-set', 'snow-1', 2],
    ])
    expect(district.downlinkNudges()).toBe(3)
  })

  test.each([
    { name: 'without a precondition', headers: {}, status: 428 },
    { name: 'a creation of what is there', headers: FIRST, status: 412 },
    { name: 'an old version', headers: { 'if-match': '"v7"' }, status: 412 },
    { name: 'no ETag of ours', headers: { 'if-match': 'W/"x"' }, status: 412 },
  ])('refused: $name', async ({ headers, status }) => {
    await put({ intervalS: 300 })
    expect((await put({ intervalS: 400 }, headers as Record<string, string>)).statusCode).toBe(status)
    expect((await district.as('viewer', 'GET', CONFIG)).json()).toMatchObject({ desired: { version: 1 } })
  })

  test.each([
    { body: {}, field: 'body' },
    { body: { intervalS: 9 }, field: 'intervalS' },
    { body: { intervalS: 86_401 }, field: 'intervalS' },
    { body: { intervalS: 10.5 }, field: 'intervalS' },
    { body: { mountHeightMm: 199 }, field: 'mountHeightMm' },
    { body: { calibrationOffsetMm: -501 }, field: 'calibrationOffsetMm' },
    { body: { intervalS: 60, baud: 9600 }, field: 'baud' },
  ])('refused: $body', async ({ body, field }) => {
    const reply = await put(body)
    expect(reply.statusCode).toBe(400)
    expect(problemIn(reply).problems?.map((it) => it.field)).toEqual([field])
  })
})

describe('commands', () => {
  test('are put in line, listed newest first by page, and read one by one', async () => {
    const first = await district.as('administrator', 'POST', COMMANDS, { body: { kind: 'reboot', expiresInS: 60 } })
    expect(first.statusCode).toBe(201)
    expect(first.json()).toMatchObject({
      deviceId: 'snow-1',
      kind: 'reboot',
      state: 'queued',
      sends: 0,
      createdAt: new Date(START_MS).toISOString(),
      expiresAt: new Date(START_MS + 60_000).toISOString(),
    })
    const second = await district.as('administrator', 'POST', COMMANDS, { body: { kind: 'sample-now' } })
    const page = (await district.as('viewer', 'GET', `${COMMANDS}?limit=1`)).json()
    expect(page.items.map((it: { id: string }) => it.id)).toEqual([second.json().id])
    const rest = (await district.as('viewer', 'GET', `${COMMANDS}?limit=1&cursor=${page.nextCursor}`)).json()
    expect([rest.items.map((it: { id: string }) => it.id), rest.nextCursor]).toEqual([[first.json().id], null])
    expect((await district.as('viewer', 'GET', String(first.headers.location))).json()).toEqual(first.json())
    expect((await district.as('viewer', 'GET', `${COMMANDS}/cmd_none`)).statusCode).toBe(404)
    const foreign = `/api/v1/devices/snow-2/commands/${first.json().id}`
    expect((await district.as('viewer', 'GET', foreign)).statusCode).toBe(404)
  })

  test('at most eight wait for a device, and a repeat with the same key is the same command', async () => {
    const send = (key: string) =>
      district.as('administrator', 'POST', COMMANDS, {
        body: { kind: 'sample-now' },
        headers: { 'idempotency-key': key },
      })
    const [one, again] = [await send('a'), await send('a')]
    expect(again.json()).toEqual(one.json())
    for (const key of ['b', 'c', 'd', 'e', 'f', 'g', 'h']) expect((await send(key)).statusCode).toBe(201)
    expect((await send('i')).statusCode).toBe(409)
  })

  test.each([{ kind: 'dance' }, {}, { kind: 'reboot', expiresInS: 9 }, { kind: 'reboot', expiresInS: 604_801 }])(
    'refused: %o',
    async (body) => {
      expect((await district.as('administrator', 'POST', COMMANDS, { body })).statusCode).toBe(400)
    },
  )
})

test('an officer may look and not touch; another authority sees nothing', async () => {
  expect((await district.as('officer', 'PUT', CONFIG, { body: { intervalS: 60 }, headers: FIRST })).statusCode).toBe(
    403,
  )
  expect((await district.as('officer', 'POST', COMMANDS, { body: { kind: 'reboot' } })).statusCode).toBe(403)
  for (const url of [CONFIG, COMMANDS, '/api/v1/devices/snow-1/health']) {
    expect((await district.as('officer', 'GET', url)).statusCode).toBe(200)
    expect((await district.as('neighbour', 'GET', url)).statusCode).toBe(404)
  }
  const foreign = await district.as('neighbour', 'PUT', CONFIG, { body: { intervalS: 60 }, headers: FIRST })
  expect(foreign.statusCode).toBe(404)
  expect((await district.as('neighbour', 'POST', COMMANDS, { body: { kind: 'reboot' } })).statusCode).toBe(404)
})

describe('health', () => {
  test('of a device, judged when asked, with reasons', async () => {
    const health = async () => (await district.as('viewer', 'GET', '/api/v1/devices/snow-1/health')).json()
    expect(await health()).toMatchObject({
      deviceId: 'snow-1',
      status: 'never-seen',
      since: null,
      lastSeenAt: null,
      expectedIntervalS: 600,
      lateAfterS: 900,
      offlineAfterS: 1800,
      reasons: [{ code: 'never-seen' }],
    })
    const receivedAtMs = START_MS - 31 * 60_000
    const payload = Buffer.from(JSON.stringify({ seq: 1, at: receivedAtMs, distance_mm: 1900, battery_v: 3.2 }))
    await district.readings.append([
      {
        deviceId: 'snow-1',
        kind: 'reading',
        codec: 'json',
        payloadFormat: null,
        topic: 't',
        receivedAtMs,
        payload,
        sizeBytes: payload.byteLength,
      },
    ])
    expect(await health()).toMatchObject({
      status: 'offline',
      lastSeenAt: new Date(receivedAtMs).toISOString(),
      battery: { state: 'low', volts: 3.2 },
      clock: { quality: 'unknown', skewMs: null },
      reasons: [
        { code: 'silent', silentS: 1860, limitS: 1800 },
        { code: 'battery-low', batteryV: 3.2, limitV: 3.3 },
      ],
    })
  })

  test('in the list as the timer last judged, and the list by it', async () => {
    await judged('snow-1', 'offline')
    const list = async (query: string) => {
      const { items } = (await district.as('viewer', 'GET', `/api/v1/devices${query}`)).json()
      return items.map((it: { id: string; health: { status: string } }) => [it.id, it.health.status])
    }
    const all = [
      ['snow-1', 'offline'],
      ['snow-2', 'never-seen'],
    ]
    expect(await list('')).toEqual(all)
    expect(await list('?limit=1')).toEqual(all.slice(0, 1))
    expect(await list('?status=offline')).toEqual(all.slice(0, 1))
    expect(await list('?status=never-seen')).toEqual(all.slice(1))
    await judged('snow-2', 'never-seen')
    expect(await list('?status=never-seen')).toEqual(all.slice(1))
    expect(await list('?status=ok')).toEqual([])
    expect((await district.as('viewer', 'GET', '/api/v1/devices?status=fine')).statusCode).toBe(400)
  })
})

async function judged(deviceId: string, status: PresenceStatus): Promise<void> {
  const unknown = { battery: 'unknown', clock: 'unknown', evidence: {} } as const
  const state = { deviceId, status, sinceMs: START_MS, updatedAtMs: START_MS, ...unknown }
  await district.db.transaction().execute((trx) => saveDeviceState(trx, state))
}
