import { expect, test } from 'vitest'
import { decodeChirpstack } from '../../src/decode/chirpstack/decode.ts'
import { decodeTtn } from '../../src/decode/ttn/decode.ts'
import { readingIdentity } from '../../src/domain/reading.ts'

const RECEIVED_AT_MS = Date.UTC(2026, 0, 20)
const OPTIONS = { receivedAtMs: RECEIVED_AT_MS, payloadFormat: 'milesight-em500-udl' } as const
const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const DATA = Buffer.from('0175580382d204', 'hex').toString('base64')

function chirpstackUp(change: object = {}) {
  return {
    time: '2026-01-20T01:00:00Z',
    deviceInfo: { deviceName: 'bridge-7', devEui: 'A84041000181C061' },
    devAddr: '00a1b2c3',
    fCnt: 5,
    fPort: 85,
    data: DATA,
    rxInfo: [{ rssi: -100 }],
    ...change,
  }
}

function ttnUp(change: object = {}) {
  const uplink = {
    session_key_id: 'AZvM0QwT3k9sXl1yq0m4tA==',
    f_port: 85,
    f_cnt: 5,
    frm_payload: DATA,
    received_at: '2026-01-20T01:00:00Z',
  }
  return { end_device_ids: { device_id: 'bridge-7', dev_addr: '260B1F2A' }, uplink_message: { ...uplink, ...change } }
}

const identityOf = (event: unknown) => identities(decodeChirpstack(encode(event), OPTIONS).readings)
const ttnIdentityOf = (message: unknown) => identities(decodeTtn(encode(message), OPTIONS).readings)

function identities(readings: ReturnType<typeof decodeTtn>['readings']) {
  expect(readings).toHaveLength(1)
  return readings.map((it) => readingIdentity(it, RECEIVED_AT_MS))[0]
}

test('a redelivery of an uplink has the identity of the first delivery', () => {
  expect(identityOf(chirpstackUp())).toBe(identityOf(chirpstackUp({ deduplicationId: 'other' })))
  expect(ttnIdentityOf(ttnUp())).toBe(ttnIdentityOf({ ...ttnUp(), received_at: '2026-01-20T01:07:00Z' }))
})

test.each([
  { name: 'the next frame', change: { fCnt: 6, time: '2026-01-20T01:10:00Z' } },
  { name: 'the same counter in a new session', change: { devAddr: '00ffffff', time: '2026-01-21T01:00:00Z' } },
  { name: 'the same counter again under the same address', change: { time: '2026-01-21T01:00:00Z' } },
  { name: 'another frame of a gateway whose clock stands still', change: { fCnt: 6 } },
])('$name is a new reading', ({ change }) => {
  expect(identityOf(chirpstackUp(change))).not.toBe(identityOf(chirpstackUp()))
})

test('without network time and session the frame counter identifies nothing', () => {
  const { readings } = decodeChirpstack(encode(chirpstackUp({ time: undefined, devAddr: undefined })), OPTIONS)
  expect(readings).toMatchObject([{ boot: null, seq: null, deviceAtMs: null, distanceMm: 1234 }])
  const session = decodeChirpstack(encode(chirpstackUp({ time: 'yesterday' })), OPTIONS).readings
  expect(session).toMatchObject([{ boot: '00a1b2c3', seq: 5, deviceAtMs: null }])
})

test.each([
  {
    name: 'a port beyond a byte',
    change: { fPort: 256 },
    reason: /fPort must be a whole number from 0 to 255, got 256/,
  },
  { name: 'a negative counter', change: { fCnt: -1 }, reason: /fCnt must be a whole number/ },
  { name: 'a counter in text', change: { fCnt: '5' }, reason: /fCnt must be .* got "5"/ },
  { name: 'data that is no text', change: { data: [1, 117] }, reason: /data must be base64 text/ },
  { name: 'base64 without padding', change: { data: DATA.replace(/=+$/, '') }, reason: /not base64/ },
  { name: 'base64 for URLs', change: { data: '_-8=' }, reason: /not base64/ },
  { name: 'more bytes than a frame holds', change: { data: 'A'.repeat(400) }, reason: /at most 255 bytes/ },
])('refuses $name, and keeps the whole envelope', ({ change, reason }) => {
  const payload = encode(chirpstackUp(change))
  const decoded = decodeChirpstack(payload, OPTIONS)
  expect(decoded).toMatchObject({ readings: [], ignored: null, devEui: 'a84041000181c061' })
  expect(decoded.refused).toEqual([{ reason: expect.stringMatching(reason), payload }])
})

test.each([
  { name: 'hexadecimal', given: 'A84041000181C061', want: 'a84041000181c061' },
  { name: 'too short', given: 'a84041000181c0', want: null },
  { name: 'a number', given: 12, want: null },
  { name: 'an object', given: {}, want: null },
])('devEui: $name', ({ given, want }) => {
  const decoded = decodeChirpstack(encode(chirpstackUp({ deviceInfo: { devEui: given } })), OPTIONS)
  expect(decoded.devEui).toBe(want)
})

test.each([
  { event: 'ack', body: { deduplicationId: 'x', queueItemId: 'q', deviceInfo: {}, acknowledged: false, fCntDown: 3 } },
  { event: 'ack', body: { queueItemId: 'q', deviceInfo: {}, fCntDown: 3 } },
  { event: 'txack', body: { downlinkId: 7, queueItemId: 'q', gatewayId: '00', txInfo: {}, deviceInfo: {} } },
  { event: 'location', body: { deviceInfo: {}, location: { latitude: 40.8, longitude: 140.7 } } },
  { event: 'integration', body: { deviceInfo: {}, integrationName: 'loracloud', eventType: 'x', object: {} } },
  { event: 'error', body: { devEUI: 'a84041000181c061', type: 'UPLINK_FCNT_RETRANSMISSION', error: 'e', fCnt: 9 } },
  { event: 'status', body: { deviceInfo: {}, batteryLevelUnavailable: true } },
])('a ChirpStack $event event is neither reading nor poison', ({ event, body }) => {
  const decoded = decodeChirpstack(encode(body), OPTIONS)
  expect(decoded).toMatchObject({ readings: [], refused: [], ignored: `ChirpStack ${event} event` })
})

test('device information of a supported device is ignored, with the format that said so', () => {
  const data = Buffer.from('ff0bffff0101', 'hex').toString('base64')
  const decoded = decodeChirpstack(encode(chirpstackUp({ data })), OPTIONS)
  expect(decoded.ignored).toBe('milesight-em500-udl: holds no measurement')
})

test('an unknown payload format, as an older version may have stored it, is refused by name', () => {
  const options = JSON.parse('{"receivedAtMs":0,"payloadFormat":"toString"}')
  expect(decodeTtn(encode(ttnUp()), options).refused[0]?.reason).toMatch(
    /^the payload format toString is not known: set/,
  )
})

test.each([[null], ['text'], [[chirpstackUp()]], [{}]])('an envelope must be an object of its kind: %j', (value) => {
  expect(decodeChirpstack(encode(value), OPTIONS).refused).toHaveLength(1)
  expect(decodeTtn(encode(value), OPTIONS).refused).toHaveLength(1)
})
