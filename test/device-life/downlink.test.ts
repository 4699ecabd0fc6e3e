import mqtt, { type MqttClient } from 'mqtt'
import { describe, expect, onTestFinished, test } from 'vitest'
import { queueDeviceCommand } from '../../src/device-life/queue-command.ts'
import type { DeviceCommand } from '../../src/domain/downlink.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import type { Service } from '../../src/service.ts'
import { createApiKey } from '../../src/store/api-keys/create-api-key.ts'
import { openDatabase } from '../../src/store/database.ts'
import { listDeviceCommands } from '../../src/store/device-commands/list-device-commands.ts'
import { findDevice } from '../../src/store/devices/find-device.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { AUTHORITY, smallDistrict } from '../support/district.ts'
import { connectDevice } from '../support/mqtt.ts'
import { steppedClock, testService } from '../support/service.ts'
import { spawnService } from '../support/service-process.ts'
import { tempDir } from '../support/temp-dir.ts'

const DEVICE = 'r1-a'
const CONFIG = `yukiban/v1/${DEVICE}/config`
const COMMAND = `yukiban/v1/${DEVICE}/command`
const STATUS = `yukiban/v1/${DEVICE}/status`

async function start(options: Parameters<typeof testService>[0] = {}) {
  const service = await testService(options)
  const { tokens } = await smallDistrict(service.db, { routes: 2 })
  const grant = { authorityId: AUTHORITY, scopes: ['*'], contractorId: null, label: 't', nowMs: 0 } as const
  const { key } = await createApiKey(service.db, { ...grant, role: 'administrator' })
  return { service, key, tokens, api: caller(service, key) }
}

/** Calls the API over real HTTP; rejects when it is refused. */
function caller(service: Service, key: string) {
  return async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const response = await fetch(`${service.httpUrl}/api/v1/devices/${DEVICE}/${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer = (await response.json()) as Record<string, unknown>
    if (!response.ok) throw new Error(JSON.stringify(answer))
    return answer
  }
}

interface Appearance {
  readonly client: MqttClient
  readonly received: { topic: string; body: Record<string, unknown> }[]
  say(body: object): Promise<void>
  leave(): Promise<void>
}

/** A device wakes up: connects with a clean session, subscribes, listens. */
async function appear(
  service: Service,
  token: string,
  more: Parameters<typeof connectDevice>[3] = {},
): Promise<Appearance> {
  const received: Appearance['received'] = []
  const client = await connectDevice(service.mqttUrl ?? '', DEVICE, token, { clean: true, ...more })
  client.on('message', (topic, payload) => received.push({ topic, body: JSON.parse(payload.toString()) }))
  await client.subscribeAsync([CONFIG, COMMAND], { qos: 1 })
  return {
    client,
    received,
    say: async (body) => {
      await client.publishAsync(STATUS, JSON.stringify({ state: 'online', ...body }), { qos: 1, retain: true })
    },
    leave: () => client.endAsync(),
  }
}

/** Everything that was to be handed over has been, and what the device said is taken in. */
async function quiet(service: Service): Promise<void> {
  await service.settled()
  await new Promise((resolve) => setTimeout(resolve, 30))
  await service.settled()
}

async function commands(service: Service): Promise<DeviceCommand[]> {
  return listDeviceCommands(service.db, { deviceId: DEVICE, limit: 100 })
}

async function lines(service: Service): Promise<string[]> {
  const events = await listEvents(service.db, { limit: 1000 })
  return events.map((it) => it.type).filter((it) => it.startsWith('device.co'))
}

const FIRST = { 'if-none-match': '*' }
const WIRE = { version: 1, interval_s: 300, calibration_offset_mm: -12 }

describe('configuration', () => {
  test('set while the device is away arrives when it appears, is reported back, and is not sent again', async () => {
    const { service, api, tokens } = await start()
    const token = tokens[DEVICE] ?? ''
    const put = await api('PUT', 'config', { intervalS: 300, calibrationOffsetMm: -12 }, FIRST)
    expect(put).toMatchObject({ inSync: false, desired: { version: 1, mountHeightMm: null }, reported: null })

    const first = await appear(service, token)
    await expect.poll(() => first.received).toEqual([{ topic: CONFIG, body: WIRE }])
    await first.leave()
    const second = await appear(service, token)
    await expect.poll(() => second.received).toEqual([{ topic: CONFIG, body: WIRE }])
    await second.say({ config: WIRE })
    await quiet(service)
    expect(await api('GET', 'config')).toMatchObject({
      inSync: true,
      reported: { version: 1, body: WIRE },
      registered: { intervalS: 600, mountHeightMm: 2000 },
    })
    expect(await lines(service)).toEqual(['device.config-set', 'device.config-taken'])
    expect(await api('GET', 'health')).toMatchObject({ expectedIntervalS: 300 })
    await second.leave()
    const third = await appear(service, token)
    await quiet(service)
    expect(third.received).toEqual([])
  })

  test('a change reaches a device that is here at once, and one that refuses it is not pestered', async () => {
    const { service, api, tokens } = await start()
    const device = await appear(service, tokens[DEVICE] ?? '')
    await api('PUT', 'config', { intervalS: 300 }, FIRST)
    await expect.poll(() => device.received.map((it) => it.body.version)).toEqual([1])
    for (let index = 0; index < 3; index++) {
      await device.say({ config: { version: 0, interval_s: 600 } })
      await quiet(service)
    }
    await api('PUT', 'config', { intervalS: 400 }, { 'if-match': '"v1"' })
    await quiet(service)
    expect(device.received.map((it) => it.body.version)).toEqual([1, 2])
  })

  test('a device that says it has lost its configuration is handed it again in the same appearance', async () => {
    const { service, api, tokens } = await start()
    await api('PUT', 'config', { intervalS: 300 }, FIRST)
    const device = await appear(service, tokens[DEVICE] ?? '')
    await expect.poll(() => device.received.map((it) => it.body.version)).toEqual([1])
    await device.say({ config: { version: 1 } })
    await quiet(service)
    expect(await api('GET', 'config')).toMatchObject({ inSync: true })
    await device.say({ config: { version: 0 } })
    await expect.poll(() => device.received.map((it) => it.body.version)).toEqual([1, 1])
    expect(await api('GET', 'config')).toMatchObject({ inSync: false, reported: { version: 0 } })
  })

  test('a session that goes on is handed it without subscribing again', async () => {
    const { service, api, tokens } = await start()
    const token = tokens[DEVICE] ?? ''
    const first = await appear(service, token, { clean: false })
    await first.leave()
    await api('PUT', 'config', { intervalS: 300 }, FIRST)
    const received: unknown[] = []
    const options = { username: DEVICE, password: token, clientId: DEVICE, clean: false, reconnectPeriod: 0 }
    const client = mqtt.connect(service.mqttUrl ?? '', options)
    onTestFinished(() => client.endAsync(true))
    client.on('message', (topic, payload) => received.push([topic, JSON.parse(payload.toString()).version]))
    await expect.poll(() => received).toEqual([[CONFIG, 1]])
  })
})

describe('commands', () => {
  test('sent at two appearances, acknowledged once, sent no more', async () => {
    const { service, api, tokens } = await start()
    const token = tokens[DEVICE] ?? ''
    const { id } = await api('POST', 'commands', { kind: 'reboot' })
    const first = await appear(service, token)
    await expect.poll(() => first.received).toEqual([{ topic: COMMAND, body: { id, kind: 'reboot' } }])
    await quiet(service)
    expect(await commands(service)).toMatchObject([{ state: 'sent', sends: 1 }])
    await first.leave()
    const second = await appear(service, token)
    await expect.poll(() => second.received).toEqual([{ topic: COMMAND, body: { id, kind: 'reboot' } }])
    for (const again of [1, 2]) await second.say({ command: { id, result: 'done', detail: `time ${again}` } })
    await quiet(service)
    expect(await commands(service)).toMatchObject([{ state: 'acknowledged', sends: 2, detail: 'time 1' }])
    expect(await lines(service)).toEqual(['device.command-queued', 'device.command-acknowledged'])
    expect(await api('GET', `commands/${id}`)).toMatchObject({ state: 'acknowledged', sends: 2 })
    await second.leave()
    const third = await appear(service, token)
    await quiet(service)
    expect(third.received).toEqual([])
  })

  test('two that are answered in quick succession are both taken in', async () => {
    const { service, api, tokens } = await start()
    const one = await api('POST', 'commands', { kind: 'reboot' })
    const other = await api('POST', 'commands', { kind: 'sample-now' })
    const device = await appear(service, tokens[DEVICE] ?? '')
    await expect.poll(() => device.received.map((it) => it.body.id)).toEqual([one.id, other.id])
    await Promise.all([
      device.say({ command: { id: one.id, result: 'done' } }),
      device.say({ command: { id: other.id, result: 'failed', detail: 'sensor busy' } }),
      device.say({}),
    ])
    await quiet(service)
    expect((await commands(service)).map((it) => [it.state, it.detail])).toEqual([
      ['failed', 'sensor busy'],
      ['acknowledged', null],
    ])
  })

  test('nobody acknowledges for another device', async () => {
    const { service, api, tokens } = await start()
    const { id } = await api('POST', 'commands', { kind: 'reboot' })
    const other = await connectDevice(service.mqttUrl ?? '', 'r2-a', tokens['r2-a'] ?? '')
    const body = JSON.stringify({ command: { id, result: 'done' } })
    await other.publishAsync('yukiban/v1/r2-a/status', body, { qos: 1 })
    await quiet(service)
    expect(await commands(service)).toMatchObject([{ state: 'queued' }])
  })

  test('expire by the timer, are not sent afterwards, and a late answer is still believed', async () => {
    const { clock, advance } = steppedClock('2026-01-20T12:00:00Z')
    const { service, api, tokens } = await start({ clock })
    const { id } = await api('POST', 'commands', { kind: 'reboot', expiresInS: 3600 })
    await advance(HOUR_MS - MINUTE_MS)
    await service.settled()
    expect(await commands(service)).toMatchObject([{ state: 'queued' }])
    await advance(MINUTE_MS + 1)
    await service.settled()
    expect(await commands(service)).toMatchObject([{ state: 'expired', finishedAtMs: clock.now() - 1 }])
    expect(await lines(service)).toEqual(['device.command-queued', 'device.command-expired'])
    const device = await appear(service, tokens[DEVICE] ?? '')
    await quiet(service)
    expect(device.received).toEqual([])
    await device.say({ command: { id, result: 'done' } })
    await quiet(service)
    expect(await commands(service)).toMatchObject([{ state: 'acknowledged' }])
  })
})

test('a restart of the service keeps all of it, and takes in what was acknowledged just before', async () => {
  const dataDir = tempDir()
  const { service, key, api, tokens } = await start({ dataDir })
  const token = tokens[DEVICE] ?? ''
  await api('PUT', 'config', { intervalS: 300 }, FIRST)
  const { id } = await api('POST', 'commands', { kind: 'reboot' })
  const waiting = await api('POST', 'commands', { kind: 'sample-now' })
  const first = await appear(service, token)
  await expect.poll(() => first.received.length).toBe(3)
  await first.say({ command: { id, result: 'done' } })
  await service.stop()

  const again = await testService({ dataDir })
  const device = await appear(again, token)
  await expect.poll(() => device.received.map((it) => it.body.id ?? it.body.version)).toEqual([1, waiting.id])
  await quiet(again)
  expect((await commands(again)).map((it) => it.state)).toEqual(['sent', 'acknowledged'])
  expect(await caller(again, key)('GET', 'config')).toMatchObject({ inSync: false, desired: { version: 1 } })
})

test('SIGKILL right after the PUBACK of an acknowledgement: it counts, once', async () => {
  const dataDir = tempDir()
  const db = await openDatabase(dataDir)
  onTestFinished(() => db.destroy())
  const { tokens } = await smallDistrict(db)
  const device = await findDevice(db, DEVICE)
  if (device === undefined) throw new Error('no device')
  const actor = { kind: 'user', id: 'test' } as const
  const { id } = await db
    .transaction()
    .execute((trx) => queueDeviceCommand(trx, { device, kind: 'reboot', actor, nowMs: Date.now() }))
  const env = { YUKIBAN_DATA_DIR: dataDir, YUKIBAN_HTTP_PORT: '0', YUKIBAN_MQTT_PORT: '0' }
  const first = await spawnService(env)
  const client = await connectDevice(first.mqttUrl, DEVICE, tokens[DEVICE] ?? '')
  client.on('error', () => {})
  const status = JSON.stringify({ state: 'online', command: { id, result: 'done' } })
  await client.publishAsync(STATUS, status, { qos: 1 })
  await first.kill()
  await spawnService(env)
  const found = async () => (await listDeviceCommands(db, { deviceId: DEVICE, limit: 1 }))[0]?.state
  await expect.poll(found, { timeout: 10_000 }).toBe('acknowledged')
  const events = await listEvents(db, { limit: 100 })
  expect(events.filter((it) => it.type === 'device.command-acknowledged')).toHaveLength(1)
})
