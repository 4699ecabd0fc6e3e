import { expect, test } from 'vitest'
import { DownlinkSender } from '../../../src/ingest/external/downlink-sender.ts'
import { testConsumer } from '../../support/external-broker.ts'
import { DEVICE_PASSWORD, lacksMosquitto, startMosquitto } from '../../support/mosquitto.ts'
import { connectDevice } from '../../support/mqtt.ts'

const DEVICE = 'r1-a'
const ONCE = { retain: false }

test.skipIf(lacksMosquitto)(
  'a retained configuration reaches a device that comes later, a command one that listens',
  async () => {
    const mosquitto = await startMosquitto([DEVICE])
    const { downlink } = await testConsumer(mosquitto)
    await downlink.publish(DEVICE, 'config', '{"version":1}', { retain: true })
    const device = await connectDevice(mosquitto.url, DEVICE, DEVICE_PASSWORD)
    const heard: string[] = []
    device.on('message', (topic, payload) => heard.push(`${topic} ${payload.toString()}`))
    await device.subscribeAsync([`yukiban/v1/${DEVICE}/config`, `yukiban/v1/${DEVICE}/command`], { qos: 1 })
    await downlink.publish(DEVICE, 'command', '{"id":"1"}', ONCE)
    await expect
      .poll(() => heard)
      .toEqual([`yukiban/v1/${DEVICE}/config {"version":1}`, `yukiban/v1/${DEVICE}/command {"id":"1"}`])
  },
)

test.skipIf(lacksMosquitto)('what is published while the broker is away is delivered when it is back', async () => {
  const mosquitto = await startMosquitto([DEVICE])
  const broker = await testConsumer(mosquitto)
  await expect.poll(() => broker.stats().connected).toBe(true)
  await mosquitto.stop('SIGTERM')
  await expect.poll(() => broker.stats().connected).toBe(false)
  const published = Promise.all(
    [...Array(200).keys()].map((it) =>
      broker.downlink.publish(DEVICE, 'config', `{"version":${it}}`, { retain: true }),
    ),
  )
  await mosquitto.start()
  await published
  const device = await connectDevice(mosquitto.url, DEVICE, DEVICE_PASSWORD)
  const heard: string[] = []
  device.on('message', (_topic, payload) => heard.push(payload.toString()))
  await device.subscribeAsync(`yukiban/v1/${DEVICE}/config`, { qos: 1 })
  await expect.poll(() => heard).toEqual(['{"version":199}'])
  expect(broker.stats().connects).toBe(2)
})

/** A link that writes down what it is given. */
function recorder() {
  const sent: { messageId: number | undefined; dup: boolean; payload: string }[] = []
  return {
    sent,
    publish: (packet: { messageId?: number; dup: boolean; payload: string | Buffer }) => {
      sent.push({ messageId: packet.messageId, dup: packet.dup, payload: packet.payload.toString() })
    },
  }
}

test.each([
  { sessionPresent: true, dup: true },
  { sessionPresent: false, dup: false },
])('unacknowledged is sent again first, in order (session kept: $sessionPresent)', async ({ sessionPresent, dup }) => {
  const sender = new DownlinkSender()
  const first = recorder()
  sender.attach(first, false)
  const done = [1, 2, 3].map((it) => sender.publish(DEVICE, 'command', String(it), ONCE))
  sender.acked(first.sent[1]?.messageId ?? 0)
  sender.detach()
  done.push(sender.publish(DEVICE, 'command', '4', ONCE))
  const second = recorder()
  sender.attach(second, sessionPresent)
  expect(second.sent.map((it) => [it.payload, it.dup])).toEqual([
    ['1', dup],
    ['3', dup],
    ['4', false],
  ])
  for (const { messageId } of second.sent) sender.acked(messageId ?? 0)
  await Promise.all(done)
})

test('at most 64 wait for their acknowledgement; packet ids are unique among them and never that of the SUBSCRIBE', async () => {
  const sender = new DownlinkSender()
  const link = recorder()
  sender.attach(link, false)
  const done = [...Array(9000).keys()].map((it) => sender.publish(DEVICE, 'command', String(it), ONCE))
  expect(link.sent).toHaveLength(64)
  for (let index = 0; index < link.sent.length; index++) sender.acked(link.sent[index]?.messageId ?? 0)
  await Promise.all(done)
  expect(link.sent.map((it) => it.payload)).toEqual([...Array(9000).keys()].map(String))
  expect(link.sent.some((it) => (it.messageId ?? 0) < 2)).toBe(false)
})

test('a message the broker does not take in time is given up with a reason', async () => {
  const sender = new DownlinkSender(30)
  await expect(sender.publish(DEVICE, 'command', 'x', ONCE)).rejects.toMatchObject({
    code: 'broker-unavailable',
    message: expect.stringMatching(/did not take a message for r1-a within 0.03 s/),
  })
  const link = recorder()
  sender.attach(link, false)
  expect(link.sent).toEqual([])
})

test('when the service stops, what waits is refused, and so is what comes later', async () => {
  const sender = new DownlinkSender()
  const waiting = sender.publish(DEVICE, 'command', 'x', ONCE)
  sender.stop()
  await expect(waiting).rejects.toMatchObject({ code: 'broker-unavailable' })
  await expect(sender.publish(DEVICE, 'command', 'y', ONCE)).rejects.toMatchObject({ code: 'broker-unavailable' })
})
