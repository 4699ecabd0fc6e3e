import { expect, test } from 'vitest'
import { queueDeviceCommand } from '../../src/device-life/queue-command.ts'
import { setDeviceConfig } from '../../src/device-life/set-config.ts'
import { listDeviceCommands } from '../../src/store/device-commands/list-device-commands.ts'
import { findDevice } from '../../src/store/devices/find-device.ts'
import { smallDistrict } from '../support/district.ts'
import { DEVICE_PASSWORD, lacksMosquitto, startMosquitto } from '../support/mosquitto.ts'
import { connectDevice } from '../support/mqtt.ts'
import { testService } from '../support/service.ts'

const DEVICE = 'r1-a'
const actor = { kind: 'user', id: 'test' } as const

test.skipIf(lacksMosquitto)(
  'behind a broker of its own: retained configuration, commands at each “online”, and no chase with a stubborn device',
  async () => {
    const mosquitto = await startMosquitto([DEVICE])
    const service = await testService({ env: { YUKIBAN_MQTT_URL: mosquitto.serviceUrl } })
    const { db } = service
    await smallDistrict(db)
    const device = await findDevice(db, DEVICE)
    if (device === undefined) throw new Error('no device')
    const now = () => ({ device, actor, nowMs: service.clock.now() })
    const client = await connectDevice(mosquitto.url, DEVICE, DEVICE_PASSWORD)
    const received: string[] = []
    client.on('message', (_topic, payload) => {
      const { version, kind } = JSON.parse(payload.toString()) as { version?: number; kind?: string }
      received.push(version === undefined ? String(kind) : `v${version}`)
      // A stubborn device: it answers everything and takes nothing up.
      client.publish(`yukiban/v1/${DEVICE}/status`, '{"state":"online","config":{"version":0}}', { qos: 1 })
    })
    await client.subscribeAsync([`yukiban/v1/${DEVICE}/config`, `yukiban/v1/${DEVICE}/command`], { qos: 1 })
    await db.transaction().execute(async (trx) => {
      await setDeviceConfig(trx, {
        ...now(),
        config: { intervalS: 60, mountHeightMm: null, calibrationOffsetMm: null },
      })
      await queueDeviceCommand(trx, { ...now(), kind: 'sample-now' })
    })
    await client.publishAsync(`yukiban/v1/${DEVICE}/status`, '{"state":"online"}', { qos: 1 })
    await expect.poll(() => received.toSorted(), { timeout: 15_000 }).toEqual(['sample-now', 'v1'])
    await new Promise((resolve) => setTimeout(resolve, 1000))
    await service.settled()
    expect(received.toSorted()).toEqual(['sample-now', 'v1'])

    const [command] = await listDeviceCommands(db, { deviceId: DEVICE, limit: 1 })
    expect(command).toMatchObject({ state: 'sent', sends: 1 })
    const answer = JSON.stringify({ command: { id: command?.id, result: 'done' } })
    await client.publishAsync(`yukiban/v1/${DEVICE}/status`, answer, { qos: 1 })
    await expect
      .poll(async () => (await listDeviceCommands(db, { deviceId: DEVICE, limit: 1 }))[0]?.state)
      .toBe('acknowledged')
    // Whoever subscribes later finds the configuration at the broker.
    const retained = new Promise((resolve) => client.once('message', (topic) => resolve(topic)))
    await client.unsubscribeAsync(`yukiban/v1/${DEVICE}/config`)
    await client.subscribeAsync(`yukiban/v1/${DEVICE}/config`, { qos: 1 })
    expect(await retained).toBe(`yukiban/v1/${DEVICE}/config`)
  },
)
