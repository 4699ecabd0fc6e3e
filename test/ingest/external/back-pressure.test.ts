import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { answers, serviceBehindMosquitto, storedNumbers } from '../../support/external-broker.ts'
import { DEVICE_PASSWORD, lacksMosquitto } from '../../support/mosquitto.ts'
import { connectDevice, publishReading } from '../../support/mqtt.ts'

const DEVICE = 'r1-a'
const MESSAGES = 150
const BODY_BYTES = 60_000

test.skipIf(lacksMosquitto)(
  'while the disk refuses we stop reading and acknowledge nothing; then all arrives, once',
  async () => {
    const { mosquitto, tap, service } = await serviceBehindMosquitto({
      env: { YUKIBAN_MQTT_WINDOW: '8', YUKIBAN_MQTT_KEEPALIVE_S: '2', YUKIBAN_METRICS_PORT: '0' },
    })
    const disk = new DatabaseSync(`${service.dataDir}/readings.db`, { timeout: 5000 })
    onTestFinished(() => disk.close())
    disk.exec(`create trigger refuse before insert on frame_log begin select raise(abort, 'disk says no'); end`)
    const device = await connectDevice(mosquitto.url, DEVICE, DEVICE_PASSWORD)
    const note = 'x'.repeat(BODY_BYTES)
    await Promise.all(
      [...Array(MESSAGES).keys()].map((seq) =>
        publishReading(device, DEVICE, { boot: 'b', seq, distance_mm: 1, note }),
      ),
    )
    await expect.poll(() => tap.waitingBytes()).toBeGreaterThan(0)
    // Longer than the broker's silence may last: what we do not read, we do not hold against it.
    await new Promise((resolve) => setTimeout(resolve, 3500))
    expect(answers(tap, 0).answered).toEqual([])
    const metrics = await (await fetch(service.metricsUrl ?? '')).text()
    const inFlight = Number(/yukiban_broker_in_flight (\d+)/.exec(metrics)?.[1])
    expect(inFlight).toBeGreaterThanOrEqual(8)
    // The window, and what the chunk of the socket that filled it held besides.
    expect(inFlight).toBeLessThan(8 + Math.ceil(65_536 / BODY_BYTES) + 1)
    expect(tap.fromBroker.length).toBeLessThan(MESSAGES)

    disk.exec('drop trigger refuse')
    await expect.poll(() => answers(tap, 0).answered.length, { timeout: 20_000 }).toBe(MESSAGES)
    const { sent, answered } = answers(tap, 0)
    expect(answered).toEqual(sent)
    expect((await storedNumbers(service, DEVICE)).toSorted((a, b) => a - b)).toEqual([...Array(MESSAGES).keys()])
    expect(tap.fromClient.filter((it) => it.packet.cmd === 'connect')).toHaveLength(1)
  },
  40_000,
)
