import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Device, PLAIN_JSON } from '../../src/domain/device.ts'
import { upsertDevice } from '../../src/store/devices/upsert-device.ts'
import { chirpstackUp, dlMbxHex, em500Hex, ttnUp } from '../support/lorawan.ts'
import { type District, openDistrict, problemIn, START_MS } from './fixture.ts'

const EUI = '24e124713b490001'
const URLS = { chirpstack: '/api/v1/uplinks/chirpstack', ttn: '/api/v1/uplinks/ttn', json: '/api/v1/uplinks/json' }

const LORA: Device = {
  id: 'lora-1',
  authorityId: 'aomori',
  kind: 'ultrasonic',
  routeId: 'honcho',
  surface: 'carriageway',
  mountHeightMm: 3000,
  temperatureCompensated: false,
  lat: null,
  lon: null,
  intervalS: 600,
  codec: 'chirpstack',
  payloadFormat: 'milesight-em500-udl',
  devEui: EUI,
}

let district: District

beforeEach(async () => {
  district = await openDistrict()
  await upsertDevice(district.db, LORA, START_MS)
})
afterEach(() => district[Symbol.asyncDispose]())

const readingsOf = (deviceId: string, from = district) =>
  from.readings.readings({ deviceId, fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, limit: 100 })
const post = (url: string, body: unknown, caller = 'gateway') => district.as(caller, 'POST', url, { body })
const uplink = (change: { devEui?: string; hex?: string; count?: number } = {}) => ({
  devEui: EUI,
  hex: em500Hex(2345),
  atMs: START_MS - 1000,
  ...change,
})

describe.each([
  { server: 'chirpstack', up: chirpstackUp, session: '00a1b2c3', rssiDbm: -101 },
  { server: 'ttn', up: ttnUp, session: 'AZvM0QwT3k9sXl1yq0m4tA==', rssiDbm: -97 },
] as const)('an uplink from $server', ({ server, up, session, rssiDbm }) => {
  const url = URLS[server]

  test('becomes a reading of the device its DevEUI names, once', async () => {
    const reply = await post(`${url}?event=up`, up(uplink()))
    expect([reply.statusCode, reply.json()]).toEqual([202, { device: 'lora-1', quarantined: null }])
    expect((await post(url, up(uplink()))).statusCode).toBe(202)
    expect(await readingsOf('lora-1')).toMatchObject([
      { distanceMm: 2345, atMs: START_MS - 1000, receivedAtMs: START_MS, seq: 1, rssiDbm, extra: { battery_pct: 88 } },
    ])
    expect((await readingsOf('lora-1'))[0]?.boot).toBe(`${session}@${START_MS - 1000}`)
    expect(await district.readings.counts()).toMatchObject({ frames: 2, readings: 1, quarantined: 0 })
  })

  test('is answered only when it is durable', async () => {
    let letGo = () => {}
    const durable = new Promise<void>((resolve) => {
      letGo = resolve
    })
    await using slow = await openDistrict({ change: (deps) => ({ ...deps, accept: () => durable }) })
    let answered = false
    const reply = slow.as('gateway', 'POST', url, { body: up(uplink()) }).then((it) => {
      answered = true
      return it
    })
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(answered).toBe(false)
    letGo()
    expect((await reply).statusCode).toBe(202)
  })

  test('of a device that is not registered waits, visible to its authority alone, and is replayed once it is', async () => {
    const stranger = 'a840410001810099'
    const reply = await post(url, up(uplink({ devEui: stranger })))
    expect(reply.statusCode).toBe(202)
    expect(reply.json()).toEqual({ device: null, quarantined: expect.stringContaining(stranger) })
    expect((await district.as('neighbour', 'GET', '/api/v1/quarantine')).json().items).toEqual([])
    const [item] = (await district.as('officer', 'GET', '/api/v1/quarantine')).json().items
    expect(item).toMatchObject({ deviceId: '_unknown.aomori', topic: `uplinks/${server}`, codec: server, times: 1 })
    const replay = async () => (await post(`/api/v1/quarantine/${item.id}/replay`, {}, 'officer')).json()
    expect(await replay()).toEqual({ recovered: 0, stillRefused: 1 })
    const body = {
      id: 'lora-2',
      surface: 'carriageway',
      codec: server,
      payloadFormat: 'milesight-em500-udl',
      devEui: stranger.toUpperCase(),
    }
    expect((await post('/api/v1/devices', body, 'administrator')).statusCode).toBe(201)
    expect(await replay()).toEqual({ recovered: 1, stillRefused: 0 })
    expect(await readingsOf('lora-2')).toMatchObject([{ distanceMm: 2345, receivedAtMs: START_MS }])
    expect((await district.as('officer', 'GET', '/api/v1/quarantine')).json().items).toEqual([])
  })

  test('of another authority’s device is no reading of it', async () => {
    const theirs = '70b3d57ba000ffff'
    await upsertDevice(district.db, { ...LORA, id: 'their-1', authorityId: 'hirosaki', devEui: theirs }, START_MS)
    expect((await post(url, up(uplink({ devEui: theirs })))).json()).toMatchObject({ device: null })
    expect(await readingsOf('their-1')).toEqual([])
  })

  test('that the registered format cannot read is quarantined, and read once the registration is right', async () => {
    expect((await post(url, up(uplink({ hex: dlMbxHex(1704) })))).json()).toMatchObject({ device: 'lora-1' })
    const [item] = (await district.as('officer', 'GET', '/api/v1/quarantine?device=lora-1')).json().items
    expect(item).toMatchObject({ codec: server, payloadFormat: 'milesight-em500-udl' })
    await upsertDevice(district.db, { ...LORA, payloadFormat: 'decentlab-dl-mbx' }, START_MS)
    const replayed = await post(`/api/v1/quarantine/${item.id}/replay`, {}, 'officer')
    expect(replayed.json()).toEqual({ recovered: 1, stillRefused: 0 })
    expect(await readingsOf('lora-1')).toMatchObject([{ distanceMm: 1704 }])
  })

  test.each([
    { name: 'no JSON', body: '{"deviceInfo":', reason: /not valid JSON/ },
    { name: 'no message of the server', body: {}, reason: /names no DevEUI/ },
  ])('that is $name is kept in quarantine', async ({ body, reason }) => {
    const reply = await district.as('gateway', 'POST', url, { body, headers: { 'content-type': 'application/json' } })
    expect([reply.statusCode, reply.json()]).toEqual([
      202,
      { device: null, quarantined: expect.stringMatching(reason) },
    ])
    expect(await district.readings.counts()).toMatchObject({ quarantined: 1, readings: 0 })
  })

  test('that is empty, no JSON by its header, or sent with an unknown parameter is refused', async () => {
    const json = { 'content-type': 'application/json' }
    const replies = [
      await district.as('gateway', 'POST', url, { headers: json }),
      await district.as('gateway', 'POST', url, { body: 'x', headers: { 'content-type': 'application/octet-stream' } }),
      await post(`${url}?evnt=up`, up(uplink())),
    ]
    expect(replies.map((it) => [it.statusCode, problemIn(it).code])).toEqual(
      Array.from({ length: 3 }, () => [400, 'request-invalid']),
    )
    expect(await district.readings.counts()).toMatchObject({ frames: 0 })
  })

  test('with an Idempotency-Key gets its first answer again', async () => {
    const send = () => district.as('gateway', 'POST', url, { body: up(uplink()), headers: { 'idempotency-key': 'k' } })
    expect((await send()).json()).toEqual((await send()).json())
    expect(await district.readings.counts()).toMatchObject({ frames: 1 })
  })
})

describe('what is no measurement is answered 204 and not kept', () => {
  const join = { time: '2026-01-19T22:40:00Z', deviceInfo: { devEui: EUI }, devAddr: '00a1b2c3' }
  test.each([
    ...['join', 'status', 'ack', 'txack', 'log', 'location', 'integration'].map((event) => ({
      name: `ChirpStack ${event}`,
      url: `${URLS.chirpstack}?event=${event}`,
      body: { deviceInfo: { devEui: EUI } },
    })),
    { name: 'a ChirpStack join that is not named', url: URLS.chirpstack, body: join },
    {
      name: 'a The Things Stack join',
      url: URLS.ttn,
      body: { end_device_ids: { dev_eui: EUI }, join_accept: { session_key_id: 'x' } },
    },
    { name: 'a simulated uplink', url: URLS.ttn, body: { ...ttnUp(uplink()), simulated: true } },
  ])('$name', async ({ url, body }) => {
    const reply = await post(url, body)
    expect([reply.statusCode, reply.body]).toEqual([204, ''])
    expect(await district.readings.counts()).toMatchObject({ frames: 0 })
  })
})

describe('a gateway hands in readings', () => {
  test.each([
    { name: 'one', readings: { seq: 1, at: START_MS, distance_mm: 2000 }, seqs: [1] },
    {
      name: 'several',
      readings: [
        { seq: 1, at: START_MS, distance_mm: 2000 },
        { seq: 2, at: START_MS + 1, distance_mm: 1990 },
      ],
      seqs: [1, 2],
    },
  ])('$name, of a device of its authority', async ({ readings, seqs }) => {
    const reply = await post(URLS.json, { device: 'snow-1', readings })
    expect([reply.statusCode, reply.json()]).toEqual([202, { device: 'snow-1', quarantined: null }])
    expect((await readingsOf('snow-1')).map((it) => it.seq)).toEqual(seqs)
  })

  test('of a device that speaks SenML, in SenML', async () => {
    await upsertDevice(district.db, { ...LORA, ...PLAIN_JSON, id: 'pack-1', codec: 'senml' }, START_MS)
    const pack = [
      { bt: START_MS / 1000, n: 'distance', u: 'm', v: 1.873 },
      { n: 'temperature', u: 'Cel', v: -4 },
    ]
    expect((await post(URLS.json, { device: 'pack-1', readings: pack })).statusCode).toBe(202)
    expect(await readingsOf('pack-1')).toMatchObject([{ distanceMm: 1873, airTempC: -4, atMs: START_MS }])
  })

  test.each(['nobody', 'snow-9'])('of %s, which is none of its authority’s: kept in quarantine', async (device) => {
    const reply = await post(URLS.json, { device, readings: [{ seq: 1, distance_mm: 1 }] })
    expect(reply.json()).toEqual({ device: null, quarantined: expect.stringContaining(device) })
    expect(await readingsOf(device)).toEqual([])
    expect(await district.readings.quarantine({ limit: 10 })).toMatchObject([{ deviceId: '_unknown.aomori' }])
  })

  test.each([
    { name: 'no device', body: { readings: [] }, names: ['device'] },
    { name: 'no readings', body: { device: 'snow-1' }, names: ['readings'] },
    { name: 'a number', body: { device: 'snow-1', readings: 5 }, names: ['readings'] },
    { name: 'a device that is no id', body: { device: '../x', readings: [] }, names: ['device'] },
  ])('refused: $name', async ({ body, names }) => {
    const reply = await post(URLS.json, body)
    expect(reply.statusCode).toBe(400)
    expect(problemIn(reply).problems?.map((it) => it.field)).toEqual(names)
  })
})

test('a message larger than a reading may be is refused', async () => {
  await using small = await openDistrict({ env: { YUKIBAN_READING_MAX_BYTES: '1024' } })
  const reply = await small.as('gateway', 'POST', URLS.chirpstack, {
    body: { ...chirpstackUp(uplink()), x: 'x'.repeat(1024) },
  })
  expect([reply.statusCode, problemIn(reply).code]).toEqual([413, 'request-too-large'])
})

test('while the disk refuses, senders are sent away in time, and no more are kept than memory allows', async () => {
  await using stuck = await openDistrict({ change: (deps) => ({ ...deps, accept: () => new Promise(() => {}) }) })
  const body = { ...chirpstackUp(uplink()), padding: 'x'.repeat(60_000) }
  const replies = await Promise.all(
    Array.from({ length: 300 }, () => stuck.as('gateway', 'POST', URLS.chirpstack, { body })),
  )
  expect(new Set(replies.map((it) => `${it.statusCode} ${it.headers['retry-after']}`))).toEqual(new Set(['503 30']))
  const reasons = replies.map((it) => problemIn(it).detail)
  const late = reasons.filter((it) => it.includes('within 4 s')).length
  const many = reasons.filter((it) => it.includes('too many')).length
  expect([late + many, late > 200, many > 0]).toEqual([300, true, true])
}, 20_000)
