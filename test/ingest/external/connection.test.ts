import { createServer } from 'node:net'
import { Aedes } from 'aedes'
import { expect, onTestFinished, test } from 'vitest'
import { smallDistrict } from '../../support/district.ts'
import {
  brokerProblem,
  connected,
  serviceBehindMosquitto,
  storedNumbers,
  testConsumer,
} from '../../support/external-broker.ts'
import { DEVICE_PASSWORD, lacksMosquitto, selfSigned, serviceUrl, startMosquitto } from '../../support/mosquitto.ts'
import { connectDevice, publishReading } from '../../support/mqtt.ts'
import { freePort } from '../../support/servers.ts'
import { testService } from '../../support/service.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { tapBroker } from '../../support/wire-tap.ts'

const DEVICE = 'r1-a'

test.skipIf(lacksMosquitto)('wrong credentials: health says so without showing them, and it keeps trying', async () => {
  const mosquitto = await startMosquitto([DEVICE])
  const url = `mqtt://yukiban:hunter2@127.0.0.1:${mosquitto.port}`
  const service = await testService({ env: { YUKIBAN_MQTT_URL: url, YUKIBAN_METRICS_PORT: '0' } })
  await expect.poll(() => brokerProblem(service)).toMatch(/refuses the credentials .*YUKIBAN_MQTT_URL/)
  expect(await brokerProblem(service)).not.toContain('hunter2')
  expect(service.mqttUrl).toBeNull()
  const metrics = await (await fetch(service.metricsUrl ?? '')).text()
  expect(metrics).toContain('yukiban_broker_connected 0')
})

test('nobody listens: health names address and fault; once somebody does, it connects', async () => {
  const port = await freePort()
  const service = await testService({ env: { YUKIBAN_MQTT_URL: serviceUrl(port), YUKIBAN_METRICS_PORT: '0' } })
  await expect.poll(() => brokerProblem(service)).toMatch(new RegExp(`mqtt://127.0.0.1:${port} since .*ECONNREFUSED`))
  await startAedes(port, () => true)
  await connected(service)
  const metrics = await (await fetch(service.metricsUrl ?? '')).text()
  expect(metrics).toContain('yukiban_broker_connected 1')
  expect(metrics).toContain('yukiban_broker_connects_total 1')
})

test.skipIf(lacksMosquitto)('a link that goes dead without a word is noticed and replaced', async () => {
  const { mosquitto, tap, service } = await serviceBehindMosquitto({ env: { YUKIBAN_MQTT_KEEPALIVE_S: '2' } })
  tap.freeze(true)
  await expect.poll(() => brokerProblem(service), { timeout: 10_000 }).toMatch(/silent for 2 s/)
  await connected(service)
  const device = await connectDevice(mosquitto.url, DEVICE, DEVICE_PASSWORD)
  await publishReading(device, DEVICE, { seq: 1, distance_mm: 1 })
  await expect.poll(() => storedNumbers(service, DEVICE), { timeout: 10_000 }).toEqual([1])
})

test.skipIf(lacksMosquitto)(
  'an idle connection lives on',
  async () => {
    const { tap, service } = await serviceBehindMosquitto({ env: { YUKIBAN_MQTT_KEEPALIVE_S: '2' } })
    await expect
      .poll(() => tap.fromBroker.filter((it) => it.packet.cmd === 'pingresp').length, { timeout: 10_000 })
      .toBe(4)
    expect(tap.fromClient.filter((it) => it.packet.cmd === 'connect')).toHaveLength(1)
    expect(await brokerProblem(service)).toBeUndefined()
  },
  15_000,
)

test.skipIf(lacksMosquitto).each([
  { name: 'its CA given', trusted: true },
  { name: 'its CA unknown', trusted: false },
])('TLS with $name', async ({ trusted }) => {
  const { cert, key } = selfSigned()
  const mosquitto = await startMosquitto([DEVICE], { lines: [`certfile ${cert}`, `keyfile ${key}`] })
  const env = { YUKIBAN_MQTT_URL: serviceUrl(mosquitto.port, 'mqtts'), ...(trusted ? { YUKIBAN_MQTT_CA: cert } : {}) }
  const service = await testService({ env })
  await smallDistrict(service.db)
  if (!trusted) {
    await expect.poll(() => brokerProblem(service)).toMatch(/mqtts:.*self-signed certificate/)
    return
  }
  await connected(service)
  const device = await connectDevice(`mqtts://127.0.0.1:${mosquitto.port}`, DEVICE, DEVICE_PASSWORD, {
    rejectUnauthorized: false,
  })
  await publishReading(device, DEVICE, { seq: 1, distance_mm: 1 })
  await expect.poll(() => storedNumbers(service, DEVICE)).toEqual([1])
})

test('a CA file that is not there is refused at the start', async () => {
  const env = { YUKIBAN_MQTT_URL: 'mqtts://127.0.0.1:1', YUKIBAN_MQTT_CA: '/nowhere/ca.pem' }
  await expect(testService({ env })).rejects.toMatchObject({
    code: 'config-invalid',
    message: expect.stringMatching(/YUKIBAN_MQTT_CA=\/nowhere\/ca.pem cannot be read/),
  })
})

/** A broker that grants what `grants` says, on `port`; ended when the test ends. */
async function startAedes(port: number, grants: (filter: string) => boolean): Promise<Aedes> {
  const aedes = new Aedes({
    authorizeSubscribe: (_client, subscription, done) => done(null, grants(subscription.topic) ? subscription : null),
  })
  await aedes.listen()
  const server = createServer((socket) => {
    aedes.handle(socket)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  onTestFinished(async () => {
    await new Promise<void>((resolve) => aedes.close(() => resolve()))
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })
  return aedes
}

test('a broker that refuses shared subscriptions is said so', async () => {
  const port = await freePort()
  await startAedes(port, (filter) => !filter.startsWith('$share/'))
  const service = await testService({ env: { YUKIBAN_MQTT_URL: serviceUrl(port) } })
  await expect
    .poll(() => brokerProblem(service))
    .toMatch(/refuses \$share\/yukiban\/yukiban\/v1\/\+\/reading .*YUKIBAN_MQTT_SUBSCRIPTION=plain/)
})

test('… and is subscribed to plainly where that is configured; its retained copies are no news', async () => {
  const port = await freePort()
  await startAedes(port, (filter) => !filter.startsWith('$share/'))
  const device = await connectDevice(`mqtt://127.0.0.1:${port}`, DEVICE, '')
  const body = (seq: number) => JSON.stringify({ boot: 'b', seq, distance_mm: 1 })
  await device.publishAsync(`yukiban/v1/${DEVICE}/reading`, body(1), { qos: 1, retain: true })
  const env = { YUKIBAN_MQTT_URL: serviceUrl(port), YUKIBAN_MQTT_SUBSCRIPTION: 'prefer-shared' }
  const service = await testService({ env })
  await smallDistrict(service.db)
  await connected(service)
  await device.publishAsync(`yukiban/v1/${DEVICE}/reading`, body(2), { qos: 1 })
  await expect.poll(() => storedNumbers(service, DEVICE)).toEqual([2])
})

test.skipIf(lacksMosquitto)('a broker that grants only QoS 0 is refused: it would lose readings', async () => {
  const mosquitto = await startMosquitto([], { lines: ['max_qos 0'] })
  const service = await testService({ env: { YUKIBAN_MQTT_URL: mosquitto.serviceUrl } })
  await expect.poll(() => brokerProblem(service)).toMatch(/grants only QoS 0/)
})

test.skipIf(lacksMosquitto)('two processes with one client id: both say what is wrong', async () => {
  const { mosquitto, service } = await serviceBehindMosquitto({ env: { YUKIBAN_MQTT_CLIENT_ID: 'same' } })
  const env = { YUKIBAN_MQTT_URL: mosquitto.serviceUrl, YUKIBAN_MQTT_CLIENT_ID: 'same' }
  const other = await testService({ env })
  const said = async () => `${await brokerProblem(service)} ${await brokerProblem(other)}`
  await expect.poll(said, { timeout: 10_000, interval: 20 }).toMatch(/another process use the client id same/)
})

test.skipIf(lacksMosquitto)(
  'from shared to plain and back: the session forgets the other, so nothing comes twice',
  async () => {
    const mosquitto = await startMosquitto([DEVICE])
    const dataDir = tempDir()
    const device = await connectDevice(mosquitto.url, DEVICE, DEVICE_PASSWORD)
    for (const [turn, subscription] of ['shared', 'plain', 'shared'].entries()) {
      const tap = await tapBroker(mosquitto.port)
      const env = { YUKIBAN_MQTT_URL: serviceUrl(tap.port), YUKIBAN_MQTT_SUBSCRIPTION: subscription }
      const service = await testService({ dataDir, env })
      if (turn === 0) await smallDistrict(service.db)
      await connected(service)
      await publishReading(device, DEVICE, { boot: 'b', seq: turn, distance_mm: 1 })
      await expect.poll(() => storedNumbers(service, DEVICE)).toContain(turn)
      await service.stop()
      expect(tap.fromBroker.filter((it) => it.packet.cmd === 'publish')).toHaveLength(1)
    }
  },
)

test.skipIf(lacksMosquitto)('it can be stopped at any moment of a start', async () => {
  const mosquitto = await startMosquitto([])
  for (const afterMs of [0, 0, 1, 1, 2, 3, 5, 8, 13, 21, 34]) {
    const consumer = await testConsumer(mosquitto)
    await new Promise((resolve) => (afterMs === 0 ? setImmediate(resolve) : setTimeout(resolve, afterMs)))
    await consumer.stop()
    expect(consumer.stats()).toMatchObject({ inFlight: 0 })
  }
})
