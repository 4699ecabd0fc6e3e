import mqtt from 'mqtt'
import { expect, test } from 'vitest'
import { smallDistrict } from '../../support/district.ts'
import { answers, connected, serviceBehindMosquitto, storedNumbers } from '../../support/external-broker.ts'
import {
  CARELESS_USER,
  DEVICE_PASSWORD,
  lacksMosquitto,
  SERVICE_PASSWORD,
  SERVICE_USER,
  startMosquitto,
} from '../../support/mosquitto.ts'
import { connectDevice, publishReading, readingTopic } from '../../support/mqtt.ts'
import { testService } from '../../support/service.ts'
import { tapBroker } from '../../support/wire-tap.ts'

const DEVICE = 'r1-a'

test.skipIf(lacksMosquitto)(
  'hundreds of readings are stored once each and answered in the order they came',
  async () => {
    const { mosquitto, tap, service } = await serviceBehindMosquitto({ routes: 3 })
    for (const id of ['r1-a', 'r2-a', 'r3-a']) {
      const device = await connectDevice(mosquitto.url, id, DEVICE_PASSWORD)
      await Promise.all(
        [...Array(200).keys()].map((seq) => publishReading(device, id, { boot: 'b', seq, distance_mm: 1 })),
      )
    }
    await expect.poll(() => answers(tap, 0).answered.length).toBe(600)
    const { sent, answered } = answers(tap, 0)
    expect(answered).toEqual(sent)
    for (const id of ['r1-a', 'r2-a', 'r3-a']) {
      expect((await storedNumbers(service, id)).toSorted((a, b) => a - b)).toEqual([...Array(200).keys()])
    }
  },
)

test.skipIf(lacksMosquitto)('QoS 0 is stored too, and the status of a device, its last will included', async () => {
  const { mosquitto, service } = await serviceBehindMosquitto()
  const topic = `yukiban/v1/${DEVICE}/status`
  const device = await connectDevice(mosquitto.url, DEVICE, DEVICE_PASSWORD, {
    will: { topic, payload: Buffer.from('{"state":"offline"}'), qos: 1, retain: true },
  })
  await device.publishAsync(readingTopic(DEVICE), '{"seq":1,"distance_mm":1900}', { qos: 0 })
  await expect.poll(() => storedNumbers(service, DEVICE)).toEqual([1])
  await device.publishAsync(topic, '{"state":"online"}', { qos: 1, retain: true })
  const status = async () => (await service.readings.deviceStatus(DEVICE))?.statusJson
  await expect.poll(status).toBe('{"state":"online"}')
  device.stream.destroy()
  await expect.poll(status).toBe('{"state":"offline"}')
})

test.skipIf(lacksMosquitto)('QoS 2 left over in the session is stored, then PUBREC, PUBREL, PUBCOMP', async () => {
  const mosquitto = await startMosquitto([DEVICE])
  const credentials = { username: SERVICE_USER, password: SERVICE_PASSWORD }
  const former = await mqtt.connectAsync(mosquitto.url, { ...credentials, clientId: 'yukiban-1', clean: false })
  await former.subscribeAsync('$share/yukiban/yukiban/v1/+/reading', { qos: 2 })
  await former.endAsync()
  const device = await connectDevice(mosquitto.url, DEVICE, DEVICE_PASSWORD)
  for (const seq of [1, 2, 3]) {
    await device.publishAsync(readingTopic(DEVICE), JSON.stringify({ boot: 'b', seq, distance_mm: 1 }), { qos: 2 })
  }
  const tap = await tapBroker(mosquitto.port)
  const url = mosquitto.serviceUrl.replace(`:${mosquitto.port}`, `:${tap.port}`)
  const env = { YUKIBAN_MQTT_URL: url, YUKIBAN_MQTT_CLIENT_ID: 'yukiban-1' }
  const service = await testService({ env })
  await smallDistrict(service.db)
  await connected(service)
  await expect.poll(() => tap.fromClient.filter((it) => it.packet.cmd === 'pubcomp').length).toBe(3)
  expect(tap.fromClient.filter((it) => it.packet.cmd === 'pubrec')).toHaveLength(3)
  const { sent, answered } = answers(tap, 0)
  expect(answered).toEqual(sent)
})

test.skipIf(lacksMosquitto).each([
  { name: 'truncated JSON', payload: '{"seq":1,"at":17', reason: /not valid JSON/ },
  { name: 'an empty payload', payload: '', reason: /not valid JSON/ },
  { name: '1 MB', payload: 'x'.repeat(1_000_000), reason: /payload of 1000000 bytes is longer than 65536/ },
  { name: 'more than a packet may have', payload: 'x'.repeat(5_000_000), reason: /payload of 5000000 bytes is longer/ },
])('$name goes to quarantine and does not block what follows', async ({ payload, reason }) => {
  const { mosquitto, tap, service } = await serviceBehindMosquitto()
  const device = await connectDevice(mosquitto.url, DEVICE, DEVICE_PASSWORD)
  await publishReading(device, DEVICE, payload)
  await publishReading(device, DEVICE, { boot: 'after', seq: 99, distance_mm: 1900 })
  await expect.poll(() => storedNumbers(service, DEVICE)).toEqual([99])
  const [item, ...others] = await service.readings.quarantine({ limit: 10 })
  expect(others).toEqual([])
  expect(item).toMatchObject({ deviceId: DEVICE, sizeBytes: payload.length, reason: expect.stringMatching(reason) })
  expect(Buffer.from(item?.payload ?? []).toString()).toBe(payload.slice(0, 1024))
  await expect.poll(() => answers(tap, 0).answered).toHaveLength(2)
  expect(tap.fromBroker.filter((it) => it.packet.cmd === 'connack')).toHaveLength(1)
})

test.skipIf(lacksMosquitto)('strangers are quarantined, never read, and acknowledged', async () => {
  const { mosquitto, tap, service } = await serviceBehindMosquitto()
  const careless = await connectDevice(mosquitto.url, CARELESS_USER, DEVICE_PASSWORD)
  const body = '{"seq":1,"distance_mm":1900}'
  await careless.publishAsync(readingTopic('r9-z'), body, { qos: 1 })
  await careless.publishAsync('yukiban/v1//reading', body, { qos: 1 })
  await careless.publishAsync(readingTopic('..'), body, { qos: 1 })
  await expect.poll(() => answers(tap, 0).answered).toHaveLength(3)
  const items = await service.readings.quarantine({ limit: 10 })
  expect(items.map((it) => [it.deviceId, it.topic, it.reason]).toSorted()).toEqual([
    ['_unknown', 'yukiban/v1/../reading', 'the topic names no device'],
    ['_unknown', 'yukiban/v1//reading', 'the topic names no device'],
    ['r9-z', 'yukiban/v1/r9-z/reading', 'device r9-z is not registered'],
  ])
  expect(await service.readings.counts()).toMatchObject({ readings: 0 })
})

test.skipIf(lacksMosquitto)('a device registered while it sends is read from then on', async () => {
  const { mosquitto, service } = await serviceBehindMosquitto()
  const careless = await connectDevice(mosquitto.url, CARELESS_USER, DEVICE_PASSWORD)
  const send = (seq: number) => publishReading(careless, 'r2-a', { boot: 'b', seq, distance_mm: 1900 })
  await send(1)
  await expect.poll(() => service.readings.quarantine({ limit: 10 })).toHaveLength(1)
  const registered = await service.db
    .selectFrom('devices')
    .selectAll()
    .where('id', '=', DEVICE)
    .executeTakeFirstOrThrow()
  await service.db
    .insertInto('devices')
    .values({ ...registered, id: 'r2-a' })
    .execute()
  let seq = 2
  await expect
    .poll(
      async () => {
        await send(seq++)
        return (await storedNumbers(service, 'r2-a')).length
      },
      { timeout: 10_000, interval: 200 },
    )
    .toBeGreaterThan(0)
})
