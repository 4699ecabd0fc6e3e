import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { issueDeviceToken } from '../../src/store/devices/issue-device-token.ts'
import { revokeDeviceToken } from '../../src/store/devices/revoke-device-token.ts'
import { type TestBroker, testBroker } from '../support/broker.ts'
import { connectDevice, publishReading, readingTopic } from '../support/mqtt.ts'
import { connectPacket, type RawMqtt, rawMqtt } from '../support/raw-mqtt.ts'

const DEVICE = 'r1-a'
const CONFIG = `yukiban/v1/${DEVICE}/config`

function tokenOf(broker: TestBroker, deviceId = DEVICE): string {
  return broker.tokens[deviceId] ?? ''
}

async function rawDevice(broker: TestBroker, change: object = {}): Promise<RawMqtt> {
  const raw = rawMqtt(broker.url)
  raw.send(connectPacket(DEVICE, tokenOf(broker), change))
  expect(await raw.next()).toMatchObject({ cmd: 'connack', returnCode: 0 })
  return raw
}

async function sequenceNumbers(broker: TestBroker): Promise<(number | null)[]> {
  await broker.readings.settled()
  const found = await broker.readings.readings({
    deviceId: DEVICE,
    fromMs: 0,
    toMs: Number.MAX_SAFE_INTEGER,
    limit: 10_000,
  })
  return found.map((it) => it.seq)
}

const reading = (seq: number) => Buffer.from(JSON.stringify({ boot: 'b', seq, distance_mm: 1900 }))
const publish = (change: object) =>
  ({
    cmd: 'publish',
    topic: readingTopic(DEVICE),
    payload: reading(1),
    qos: 1,
    messageId: 1,
    dup: false,
    retain: false,
    ...change,
  }) as never

describe('connections', () => {
  test('the same client id again takes over: the new one has the subscriptions, the old one is closed', async () => {
    const broker = await testBroker()
    const session = { clean: false, clientId: 'one' }
    const first = await connectDevice(broker.url, DEVICE, tokenOf(broker), session)
    await first.subscribeAsync(CONFIG, { qos: 1 })
    const firstClosed = new Promise<void>((resolve) => first.once('close', () => resolve()))
    const second = await connectDevice(broker.url, DEVICE, tokenOf(broker), session)
    await firstClosed
    await expect.poll(() => broker.downlink.reachable(DEVICE, 'config')).toBe(true)
    for (let round = 1; round <= 3; round++) {
      const heard = new Promise((resolve) => second.once('message', (topic, body) => resolve(`${topic} ${body}`)))
      await broker.downlink.publish(DEVICE, 'config', `{"round":${round}}`)
      expect(await heard).toBe(`${CONFIG} {"round":${round}}`)
    }
    const third = await connectDevice(broker.url, DEVICE, tokenOf(broker), session)
    await expect.poll(() => second.connected).toBe(false)
    await publishReading(third, DEVICE, { seq: 1, distance_mm: 1900 })
    expect(broker.connections()).toBe(1)
    expect(broker.refused).toEqual(['taken-over', 'taken-over'])
  })

  test('many at once with one client id leave exactly one', async () => {
    const broker = await testBroker({ env: { YUKIBAN_MQTT_MAX_CONNECTIONS_PER_DEVICE: '10' } })
    const all = Array.from({ length: 12 }, () => rawMqtt(broker.url))
    for (const it of all) it.send(connectPacket(DEVICE, tokenOf(broker), { clean: false }))
    await expect.poll(() => broker.connections()).toBe(1)
    expect(broker.refused.filter((it) => it === 'taken-over')).toHaveLength(11)
  })

  test('one more than a device may have ends its oldest, and nobody else’s', async () => {
    const broker = await testBroker({ env: { YUKIBAN_MQTT_MAX_CONNECTIONS_PER_DEVICE: '2' } })
    const other = await connectDevice(broker.url, 'r2-a', tokenOf(broker, 'r2-a'))
    const mine: { connected: boolean }[] = []
    for (const clientId of ['a', 'b', 'c'])
      mine.push(await connectDevice(broker.url, DEVICE, tokenOf(broker), { clientId }))
    await expect.poll(() => mine.map((it) => it.connected)).toEqual([false, true, true])
    expect(other.connected).toBe(true)
    expect(broker.refused).toEqual(['device-connections'])
  })

  test('beyond the total, a connection is closed at once', async () => {
    const broker = await testBroker({ env: { YUKIBAN_MQTT_MAX_CONNECTIONS: '2' } })
    const mine = [await rawDevice(broker), await rawDevice(broker, { clientId: 'b' })]
    await rawMqtt(broker.url).closed
    expect(broker.refused).toEqual(['connections'])
    mine[0]?.socket.destroy()
    await expect.poll(() => broker.connections()).toBe(1)
    await rawDevice(broker, { clientId: 'c' })
  })

  test('half-open ones are ended, and one that waits behind them gets its turn', async () => {
    const broker = await testBroker({
      // long enough for what is asked in between on a busy machine
      env: { YUKIBAN_MQTT_MAX_UNAUTHENTICATED_PER_ADDRESS: '2', YUKIBAN_MQTT_CONNECT_TIMEOUT_S: '4' },
    })
    const halfOpen = [rawMqtt(broker.url), rawMqtt(broker.url)]
    for (const it of halfOpen) it.socket.write(Buffer.from([0x10, 0x40, 0x00]))
    await expect.poll(() => broker.figures().unauthenticated).toBe(2)
    const elsewhere = rawMqtt(broker.url, { localAddress: '127.0.0.2' })
    elsewhere.send(connectPacket('r2-a', tokenOf(broker, 'r2-a')))
    expect(await elsewhere.next()).toMatchObject({ cmd: 'connack', returnCode: 0 })
    expect(broker.figures().unauthenticated).toBe(2)
    await rawDevice(broker)
    await Promise.all(halfOpen.map((it) => it.closed))
    expect(broker.refused).toEqual(['connect-timeout', 'connect-timeout'])
  })

  test('a device that asked for no keep alive is closed when it is silent too long', async () => {
    const broker = await testBroker({ env: { YUKIBAN_MQTT_IDLE_TIMEOUT_S: '1' } })
    const raw = await rawDevice(broker, { keepalive: 0 })
    await raw.closed
    expect(broker.refused).toEqual(['idle'])
  })
})

describe('what may not be sent closes the connection', () => {
  test.each([
    {
      name: 'a publish with packet identifier 0',
      bytes: [0x32, 9, 0, 1, 0x61, 0, 0, 0x7b, 0x7d, 0x20, 0x20],
      reason: 'protocol',
    },
    { name: 'NUL in a topic', bytes: [0x30, 4, 0, 2, 0x61, 0], reason: 'protocol' },
    { name: 'a topic that is no UTF-8', bytes: [0x30, 4, 0, 2, 0xc3, 0x28], reason: 'protocol' },
    { name: 'a SUBSCRIBE with identifier 0', bytes: [0x82, 6, 0, 0, 0, 1, 0x61, 0], reason: 'protocol' },
    { name: 'a packet type that does not exist', bytes: [0xf0, 0], reason: 'protocol' },
    {
      name: 'a second CONNECT',
      bytes: [...Buffer.from([0x10, 13, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, 1, 0x61])],
      reason: 'protocol',
    },
    { name: 'a SUBSCRIBE too long', bytes: [0x82, 0xff, 0x7f], reason: 'packet-size' },
  ])('$name', async ({ bytes, reason }) => {
    const broker = await testBroker()
    const raw = await rawDevice(broker)
    raw.socket.write(Buffer.from(bytes))
    await raw.closed
    expect(broker.refused).toEqual([reason])
    expect(await broker.readings.quarantine({ limit: 10 })).toEqual([])
  })

  test('more filters than allowed in one SUBSCRIBE', async () => {
    const broker = await testBroker({ env: { YUKIBAN_MQTT_MAX_SUBSCRIPTIONS: '2' } })
    const raw = await rawDevice(broker)
    const subscriptions = ['a', 'b', 'c'].map((topic) => ({ topic, qos: 0 }))
    raw.send({ cmd: 'subscribe', messageId: 1, subscriptions } as never)
    await raw.closed
    expect(broker.refused).toEqual(['subscription'])
  })

  test('MQTT 5 is refused with a return code', async () => {
    const broker = await testBroker()
    const raw = rawMqtt(broker.url)
    raw.send(connectPacket(DEVICE, tokenOf(broker), { protocolVersion: 5 }))
    expect(await raw.next()).toMatchObject({ cmd: 'connack', returnCode: 1 })
    await raw.closed
    expect(broker.refused).toEqual(['protocol'])
  })
})

describe('rate', () => {
  test('beyond its burst a device is read slower; nothing is lost, and others are not held up', async () => {
    const broker = await testBroker({ env: { YUKIBAN_MQTT_RATE_PER_S: '50', YUKIBAN_MQTT_RATE_BURST: '20' } })
    const client = await connectDevice(broker.url, DEVICE, tokenOf(broker))
    const startedMs = performance.now()
    const all = Promise.all(
      Array.from({ length: 70 }, (_, seq) => client.publishAsync(readingTopic(DEVICE), reading(seq), { qos: 1 })),
    )
    const other = await connectDevice(broker.url, 'r2-a', tokenOf(broker, 'r2-a'))
    await publishReading(other, 'r2-a', { seq: 1, distance_mm: 1900 })
    await all
    // One read of at most 16 KiB goes ahead of its tokens; the next publish waits until they are paid for.
    await publishReading(client, DEVICE, { boot: 'b', seq: 70, distance_mm: 1900 })
    expect(performance.now() - startedMs).toBeGreaterThan(900)
    expect(new Set(await sequenceNumbers(broker)).size).toBe(71)
  })

  test('a device deep in debt is not let in again before it has waited', async () => {
    const broker = await testBroker({ env: { YUKIBAN_MQTT_RATE_PER_S: '1', YUKIBAN_MQTT_RATE_BURST: '5' } })
    const raw = await rawDevice(broker)
    raw.socket.write(Buffer.concat(Array.from({ length: 60 }, () => Buffer.from([0xc0, 0]))))
    expect(await raw.next()).toMatchObject({ cmd: 'pingresp' })
    raw.socket.destroy()
    const again = rawMqtt(broker.url)
    again.send(connectPacket(DEVICE, tokenOf(broker)))
    expect(await again.next()).toMatchObject({ cmd: 'connack', returnCode: 3 })
    expect(broker.refused).toEqual(['rate'])
  })
})

describe('what all devices together may hold', () => {
  test('one publish at a time: every device gets its turn, none waits for another to finish', async () => {
    const broker = await testBroker({ env: { YUKIBAN_MQTT_MAX_IN_FLIGHT_TOTAL: '1' }, devices: 4 })
    const order: string[] = []
    const send = async ([id, token]: [string, string]) => {
      const client = await connectDevice(broker.url, id, token)
      const one = async (seq: number) => {
        await publishReading(client, id, { boot: 'b', seq, distance_mm: 1900, note: 'x'.repeat(2000) })
        order.push(id)
      }
      await Promise.all(Array.from({ length: 40 }, (_, seq) => one(seq)))
    }
    await Promise.all(Object.entries(broker.tokens).map(send))
    expect(order).toHaveLength(160)
    expect(broker.figures()).toMatchObject({ inFlight: 0, inFlightBytes: 0 })
    expect(new Set(order.slice(0, 100)).size).toBe(4)
  })

  test('large publishes that together are more than may be held arrive one after another', async () => {
    const broker = await testBroker({ env: { YUKIBAN_MQTT_MAX_IN_FLIGHT_BYTES: '65536' }, devices: 4 })
    const body = Buffer.alloc(1_000_000, 'x')
    const send = async ([id, token]: [string, string]) => {
      const client = await connectDevice(broker.url, id, token)
      for (let i = 0; i < 2; i++) await publishReading(client, id, body)
    }
    let mostBytes = 0
    const watch = setInterval(() => {
      mostBytes = Math.max(mostBytes, broker.figures().inFlightBytes)
    }, 1)
    await Promise.all(Object.entries(broker.tokens).map(send))
    clearInterval(watch)
    const arrived = await broker.readings.quarantine({ limit: 20 })
    expect(arrived.reduce((sum, it) => sum + ('times' in it ? Number(it.times) : 1), 0)).toBe(8)
    expect(mostBytes).toBeLessThan(65_536 + 1_100_000)
    expect(broker.figures()).toMatchObject({ inFlight: 0, inFlightBytes: 0 })
  })
})

describe('QoS 2', () => {
  test('is stored once though it is sent twice, and completes', async () => {
    const broker = await testBroker()
    const raw = await rawDevice(broker)
    for (const dup of [false, true]) {
      raw.send(publish({ qos: 2, messageId: 5, dup, payload: Buffer.from('{"distance_mm":1}') }))
      expect(await raw.next()).toMatchObject({ cmd: 'pubrec', messageId: 5 })
    }
    raw.send({ cmd: 'pubrel', messageId: 5 } as never)
    expect(await raw.next()).toMatchObject({ cmd: 'pubcomp', messageId: 5 })
    expect(await sequenceNumbers(broker)).toHaveLength(1)
  })

  test('more without PUBREL than allowed close the connection', async () => {
    const broker = await testBroker({ env: { YUKIBAN_MQTT_MAX_QOS2: '3' } })
    const raw = await rawDevice(broker)
    for (let messageId = 1; messageId <= 4; messageId++)
      raw.send(publish({ qos: 2, messageId, payload: reading(messageId) }))
    await raw.closed
    expect(broker.refused).toEqual(['qos2'])
  })
})

describe('wrong credentials', () => {
  test('are looked at a few times a minute; the device itself gets in, here and elsewhere', async () => {
    const broker = await testBroker({ env: { YUKIBAN_MQTT_MAX_CONNECT_FAILURES: '3' } })
    const attempt = async (token: string, localAddress?: string) => {
      const raw = rawMqtt(broker.url, localAddress === undefined ? {} : { localAddress })
      raw.send(connectPacket(DEVICE, token))
      const answer = await raw.next()
      raw.socket.destroy()
      return answer?.cmd === 'connack' ? answer.returnCode : answer
    }
    expect(await attempt(tokenOf(broker))).toBe(0)
    const codes = []
    for (let i = 0; i < 6; i++) codes.push(await attempt('wrong'))
    expect(codes).toEqual([4, 4, 4, 3, 3, 3])
    expect(await attempt(tokenOf(broker))).toBe(0)
    expect(await attempt(tokenOf(broker), '127.0.0.2')).toBe(0)
    expect(broker.refused.filter((it) => it === 'throttled')).toHaveLength(3)
  })
})

describe('a token changed by another process', () => {
  test.each([
    { name: 'rotated', change: issueDeviceToken },
    { name: 'revoked', change: revokeDeviceToken },
  ])('$name: connections that came in with it end within seconds, others stay', async ({ change }) => {
    const broker = await testBroker()
    const mine = await connectDevice(broker.url, DEVICE, tokenOf(broker))
    const other = await connectDevice(broker.url, 'r2-a', tokenOf(broker, 'r2-a'))
    const elsewhere = await openDatabase(broker.dataDir)
    await change(elsewhere, DEVICE)
    await elsewhere.destroy()
    await expect.poll(() => mine.connected, { timeout: 10_000 }).toBe(false)
    expect(other.connected).toBe(true)
    expect(broker.refused).toEqual(['revoked'])
    await expect(connectDevice(broker.url, DEVICE, tokenOf(broker))).rejects.toThrow(/Bad username or password/)
  })
})

test('a device that does not read our answers is not read either, and disconnected', async () => {
  const broker = await testBroker({ env: { YUKIBAN_MQTT_DRAIN_TIMEOUT_S: '1' } })
  const raw = await rawDevice(broker)
  raw.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: CONFIG, qos: 0 }] } as never)
  expect(await raw.next()).toMatchObject({ cmd: 'suback', granted: [0] })
  raw.socket.pause()
  const body = 'x'.repeat(1_000_000)
  const sent = Array.from({ length: 20 }, () => broker.downlink.publish(DEVICE, 'config', body).catch(() => {}))
  await expect.poll(() => broker.connections(), { timeout: 10_000 }).toBe(0)
  await Promise.all(sent)
  expect(broker.refused).toContain('unread')
})
