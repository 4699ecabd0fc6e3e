import { connect } from 'node:net'
import type mqtt from 'mqtt'
import { describe, expect, test } from 'vitest'
import type { Service } from '../../src/service.ts'
import { revokeDeviceToken } from '../../src/store/devices/revoke-device-token.ts'
import { smallDistrict } from '../support/district.ts'
import { connectDevice, publishReading, readingTopic } from '../support/mqtt.ts'
import { testService } from '../support/service.ts'

const DEVICE = 'r1-a'

async function start(env: Readonly<Record<string, string>> = {}) {
  const service = await testService({ env })
  const { tokens } = await smallDistrict(service.db, { routes: 2 })
  const url = service.mqttUrl ?? ''
  const token = tokens[DEVICE] ?? ''
  return { service, url, token, tokens }
}

async function stored(service: Service, deviceId = DEVICE) {
  return service.readings.readings({ deviceId, fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, limit: 1000 })
}

/** The next good reading goes through on the same connection. */
async function expectStillGood(service: Service, client: mqtt.MqttClient, seq = 99) {
  await publishReading(client, DEVICE, { boot: 'after', seq, at: Date.now(), distance_mm: 1900 })
  expect((await stored(service)).filter((it) => it.boot === 'after')).toHaveLength(1)
}

describe('refuses to connect', () => {
  test.each([
    { name: 'a wrong token', user: DEVICE, password: 'wrong' },
    { name: 'an unknown device', user: 'nobody', password: 'x' },
    { name: 'an empty token', user: DEVICE, password: '' },
    { name: 'another device’s token', user: DEVICE, password: 'r2-a' },
  ])('$name, and the right device still gets in', async ({ user, password }) => {
    const { service, url, token, tokens } = await start()
    const secret = tokens[password] ?? password
    await expect(connectDevice(url, user, secret)).rejects.toThrow(/Bad username or password/)
    await expectStillGood(service, await connectDevice(url, DEVICE, token))
  })

  test('an id that is no id', async () => {
    const { url } = await start()
    await expect(connectDevice(url, '../x', 'y')).rejects.toThrow(/Bad username or password/)
    await expect(connectDevice(url, DEVICE, 'y', { clientId: '', clean: false })).rejects.toThrow()
  })

  test('bytes that are no MQTT, and a packet too large before its sender is known', async () => {
    const { service, url, token } = await start()
    const { hostname, port } = new URL(url)
    for (const bytes of [Buffer.from('GET / HTTP/1.1\r\n\r\n'), Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f, 0, 4])]) {
      const socket = connect(Number(port), hostname)
      socket.on('error', () => {})
      socket.write(bytes)
      await new Promise((resolve) => socket.once('close', resolve))
    }
    await expectStillGood(service, await connectDevice(url, DEVICE, token))
  })
})

describe('acknowledges and quarantines', () => {
  test.each([
    { name: 'truncated JSON', payload: '{"seq":1,"at":17', reason: /not valid JSON/ },
    { name: 'NaN', payload: '{"seq":1,"distance_mm":NaN}', reason: /not valid JSON/ },
    {
      name: 'a text for a number',
      payload: '{"seq":1,"distance_mm":"far"}',
      reason: /distance_mm must be a number .* got "far"/,
    },
    { name: 'an empty payload', payload: '', reason: /not valid JSON/ },
    { name: 'a 1 MB payload', payload: 'x'.repeat(1_000_000), reason: /payload of 1000000 bytes is longer than 65536/ },
  ])('$name', async ({ payload, reason }) => {
    const { service, url, token } = await start()
    const client = await connectDevice(url, DEVICE, token)
    await publishReading(client, DEVICE, payload)
    const [item] = await service.readings.quarantine({ limit: 10 })
    expect(item).toMatchObject({ deviceId: DEVICE, sizeBytes: payload.length, reason: expect.stringMatching(reason) })
    expect(Buffer.from(item?.payload ?? []).toString()).toBe(payload.slice(0, 1024))
    await expectStillGood(service, client)
  })

  test.each([
    { topic: readingTopic('r2-a'), reason: /is not r1-a's own/ },
    { topic: 'yukiban/v1/r1-a/firmware', reason: /ends in "firmware"/ },
    { topic: '$SYS/broker', reason: /topic must be/ },
  ])('a publish to $topic, which stores nothing for anybody', async ({ topic, reason }) => {
    const { service, url, token } = await start()
    const client = await connectDevice(url, DEVICE, token)
    await client.publishAsync(topic, '{"seq":1,"distance_mm":1000}', { qos: 1, retain: true })
    expect(await service.readings.quarantine({ limit: 10 })).toMatchObject([
      { deviceId: DEVICE, topic, reason: expect.stringMatching(reason) },
    ])
    expect(await stored(service, 'r2-a')).toEqual([])
    await expectStillGood(service, client)
  })

  test('a year-2099 timestamp: stored at our time and flagged, not believed', async () => {
    const { service, url, token } = await start()
    const client = await connectDevice(url, DEVICE, token)
    await publishReading(client, DEVICE, {
      seq: 1,
      at: Date.parse('2099-01-01T00:00:00Z'),
      distance_mm: 1900,
      air_temp_c: 0,
    })
    await service.settled()
    const [reading] = await stored(service)
    expect(reading?.timeSource).toBe('receiver-implausible')
    expect(Math.abs((reading?.atMs ?? 0) - Date.now())).toBeLessThan(60_000)
    expect(reading?.flags?.[0]).toBe('3')
    await expectStillGood(service, client)
  })
})

test('a packet over the limit closes its connection and says so; the device comes back', async () => {
  const { service, url, token } = await start({ YUKIBAN_MQTT_MAX_PACKET_BYTES: '4096' })
  const client = await connectDevice(url, DEVICE, token)
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()))
  client.publish(readingTopic(DEVICE), 'x'.repeat(5000), { qos: 0 })
  await closed
  await expectStillGood(service, await connectDevice(url, DEVICE, token))
})

test('a device hears nothing but its own configuration and commands', async () => {
  const { url, token } = await start()
  const client = await connectDevice(url, DEVICE, token)
  for (const filter of ['#', 'yukiban/v1/r2-a/command', 'yukiban/v1/+/reading']) {
    await expect(client.subscribeAsync(filter, { qos: 1 })).rejects.toThrow(/Unspecified error|Subscribe error/)
  }
  await client.subscribeAsync('yukiban/v1/r1-a/config', { qos: 1 })
})

test('the same client id on two devices pushes neither off', async () => {
  const { service, url, token, tokens } = await start()
  const first = await connectDevice(url, DEVICE, token, { clientId: 'same' })
  const second = await connectDevice(url, 'r2-a', tokens['r2-a'] ?? '', { clientId: 'same' })
  await publishReading(second, 'r2-a', { seq: 1, distance_mm: 1000 })
  await expectStillGood(service, first)
})

test('the status of a device is kept, its last will included', async () => {
  const { service, url, token } = await start()
  const topic = `yukiban/v1/${DEVICE}/status`
  const client = await connectDevice(url, DEVICE, token, {
    will: { topic, payload: Buffer.from('{"state":"offline"}'), qos: 1, retain: true },
  })
  await client.publishAsync(topic, '{"state":"online"}', { qos: 1, retain: true })
  expect(await service.readings.deviceStatus(DEVICE)).toMatchObject({ statusJson: '{"state":"online"}' })
  client.stream.destroy()
  await expect.poll(async () => (await service.readings.deviceStatus(DEVICE))?.statusJson).toBe('{"state":"offline"}')
})

test('a revoked token lets nobody in again', async () => {
  const { service, url, token } = await start()
  await connectDevice(url, DEVICE, token)
  await revokeDeviceToken(service.db, DEVICE)
  await expect(connectDevice(url, DEVICE, token)).rejects.toThrow(/Bad username or password/)
})

test('while the disk refuses nothing is acknowledged; when it recovers everything is, once', async () => {
  const { service, url, token } = await start({ YUKIBAN_MQTT_MAX_IN_FLIGHT: '4' })
  const client = await connectDevice(url, DEVICE, token)
  const { DatabaseSync } = await import('node:sqlite')
  const other = new DatabaseSync(`${service.dataDir}/readings.db`, { timeout: 5000 })
  other.exec(`create trigger refuse before insert on frame_log begin select raise(abort, 'disk says no'); end`)
  let acked = 0
  const publishing = [...Array(40).keys()].map((seq) =>
    publishReading(client, DEVICE, { boot: 'b', seq, distance_mm: 1900 }).then(() => {
      acked++
    }),
  )
  await expect.poll(async () => (await fetch(`${service.httpUrl}/readyz`)).status).toBe(503)
  expect(acked).toBe(0)
  other.exec('drop trigger refuse')
  other.close()
  await Promise.all(publishing)
  expect(new Set((await stored(service)).map((it) => it.seq)).size).toBe(40)
  expect((await stored(service)).length).toBe(40)
  expect((await fetch(`${service.httpUrl}/readyz`)).status).toBe(200)
})
