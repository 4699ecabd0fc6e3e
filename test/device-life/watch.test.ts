import { expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import type { Service } from '../../src/service.ts'
import { findDeviceState } from '../../src/store/device-states/find-device-state.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { smallDistrict } from '../support/district.ts'
import { connectDevice, publishReading } from '../support/mqtt.ts'
import { type SteppedClock, steppedClock, testService } from '../support/service.ts'
import { tempDir } from '../support/temp-dir.ts'

const DEVICE = 'r1-a'
const START = '2026-01-20T12:00:00Z'

async function start(options: { clock?: SteppedClock; dataDir?: string; env?: Record<string, string> } = {}) {
  const time = options.clock ?? steppedClock(START)
  const dataDir = options.dataDir ?? tempDir()
  const service = await testService({ clock: time.clock, dataDir, ...(options.env ? { env: options.env } : {}) })
  const pass = async (ms: number) => {
    // A little more: what is due at the very end runs only once time moves on.
    await time.advance(ms + 1)
    await service.settled()
  }
  return { service, time, dataDir, pass }
}

async function withDevice(options: Parameters<typeof start>[0] = {}) {
  const started = await start(options)
  const { tokens } = await smallDistrict(started.service.db)
  const token = tokens[DEVICE] ?? ''
  const client = await connectDevice(started.service.mqttUrl ?? '', DEVICE, token)
  let seq = 0
  const say = (change: object = {}) =>
    publishReading(client, DEVICE, {
      boot: 'b',
      seq: seq++,
      at: started.time.clock.now(),
      distance_mm: 1900,
      ...change,
    })
  return { ...started, client, token, say }
}

async function lines(service: Service): Promise<string[]> {
  const events = await listEvents(service.db, { limit: 1000 })
  return events.filter((it) => it.type.startsWith('device.')).map((it) => it.type)
}

const stateOf = async (service: Service) => (await findDeviceState(service.db, DEVICE))?.status

test('silence is noticed by the timer, without any message, and the return within a minute', async () => {
  const { service, pass, say } = await withDevice()
  await pass(MINUTE_MS)
  expect(await stateOf(service)).toBe('never-seen')
  await say()
  await pass(MINUTE_MS)
  expect([await stateOf(service), await lines(service)]).toEqual(['ok', ['device.online']])
  await pass(15 * MINUTE_MS)
  expect([await stateOf(service), await lines(service)]).toEqual(['late', ['device.online']])
  await pass(14 * MINUTE_MS)
  expect(await stateOf(service)).toBe('late')
  await pass(MINUTE_MS)
  expect([await stateOf(service), await lines(service)]).toEqual(['offline', ['device.online', 'device.offline']])
  await pass(3 * HOUR_MS)
  await say()
  await pass(MINUTE_MS)
  expect([await stateOf(service), await lines(service)]).toEqual([
    'ok',
    ['device.online', 'device.offline', 'device.online'],
  ])
})

test('the line of an offline device holds the evidence', async () => {
  const { service, pass, say, time } = await withDevice()
  await say({ battery_v: 3.6 })
  const lastSeenAt = new Date(time.clock.now()).toISOString()
  await pass(31 * MINUTE_MS)
  const line = (await listEvents(service.db, { limit: 100 })).find((it) => it.type === 'device.offline')
  expect(line).toMatchObject({
    subject: DEVICE,
    actor: 'system:device-watch',
    data: {
      routeId: 'r1',
      before: 'late',
      lastSeenAt,
      offlineAfterS: 1800,
      batteryV: 3.6,
      reasons: [{ code: 'silent', limitS: 1800 }],
    },
  })
})

test('the last will of a device does not count as life', async () => {
  const { service, pass, say, client } = await withDevice()
  await say()
  await pass(29 * MINUTE_MS)
  await client.publishAsync(`yukiban/v1/${DEVICE}/status`, '{"state":"offline"}', { qos: 1 })
  await pass(2 * MINUTE_MS)
  expect(await stateOf(service)).toBe('offline')
})

test('the patience for silence can be set', async () => {
  const env = { YUKIBAN_DEVICE_OFFLINE_INTERVALS: '6', YUKIBAN_DEVICE_OFFLINE_MIN_S: '60' }
  const { service, pass, say } = await withDevice({ env })
  await say()
  await pass(60 * MINUTE_MS)
  expect(await stateOf(service)).toBe('late')
  await pass(MINUTE_MS)
  expect(await stateOf(service)).toBe('offline')
})

test('a low battery and a good one again are told once each', async () => {
  const { service, pass, say } = await withDevice()
  for (let index = 0; index < 5; index++) await say({ battery_v: 3.2 })
  await pass(5 * MINUTE_MS)
  for (let index = 0; index < 5; index++) await say({ battery_v: 3.35 })
  await pass(5 * MINUTE_MS)
  for (let index = 0; index < 5; index++) await say({ battery_v: 3.6 })
  await pass(5 * MINUTE_MS)
  expect(await lines(service)).toEqual(['device.online', 'device.battery-low', 'device.battery-ok'])
})

test('a clock that is ahead is told with by how much, and when it is right again', async () => {
  const { service, pass, say, time } = await withDevice()
  const sayAhead = async (aheadMs: number, times: number) => {
    for (let index = 0; index < times; index++) {
      await say({ at: time.clock.now() + aheadMs })
      await pass(MINUTE_MS)
    }
  }
  await sayAhead(5 * MINUTE_MS, 5)
  expect(await lines(service)).toEqual(['device.online', 'device.clock-drift'])
  const drift = (await listEvents(service.db, { limit: 100 })).find((it) => it.type === 'device.clock-drift')
  expect(drift?.data).toMatchObject({ clock: 'drifting', skewMs: 5 * MINUTE_MS })
  await sayAhead(0, 12)
  expect(await lines(service)).toEqual(['device.online', 'device.clock-drift', 'device.clock-ok'])
})

test('nothing is written while nothing changes, also over a restart; who was offline stays so until heard', async () => {
  const { service, pass, say, time, dataDir, token } = await withDevice()
  await say()
  await pass(40 * MINUTE_MS)
  const before = await findDeviceState(service.db, DEVICE)
  await pass(HOUR_MS)
  expect(await findDeviceState(service.db, DEVICE)).toEqual(before)
  await service.stop()

  const again = await start({ clock: time, dataDir })
  await again.pass(5 * MINUTE_MS)
  expect(await findDeviceState(again.service.db, DEVICE)).toEqual(before)
  expect(await lines(again.service)).toEqual(['device.online', 'device.offline'])
  const client = await connectDevice(again.service.mqttUrl ?? '', DEVICE, token)
  await publishReading(client, DEVICE, { seq: 99, distance_mm: 1900 })
  await again.pass(MINUTE_MS)
  expect(await stateOf(again.service)).toBe('ok')
})

test('after an outage of the service nobody is called offline before having had time to come back', async () => {
  const { service, pass, say, time, dataDir } = await withDevice()
  await say()
  await pass(MINUTE_MS)
  await service.stop()
  await time.advance(5 * HOUR_MS)
  const again = await start({ clock: time, dataDir })
  await again.pass(15 * MINUTE_MS)
  expect(await stateOf(again.service)).toBe('ok')
  await again.pass(16 * MINUTE_MS)
  expect(await stateOf(again.service)).toBe('offline')
})

test('many devices are judged in pages, none left out, and unknown senders harm nobody', async () => {
  const { service, pass } = await start()
  await smallDistrict(service.db)
  const first = await service.db.selectFrom('devices').selectAll().executeTakeFirstOrThrow()
  const more = Array.from({ length: 599 }, (_, index) => ({ ...first, id: `r${index + 2}-a` }))
  await service.db.transaction().execute(async (trx) => {
    for (const row of more) await trx.insertInto('devices').values(row).execute()
  })
  const payload = new TextEncoder().encode('{"seq":1,"distance_mm":1900}')
  const frame = { kind: 'reading', codec: 'json', topic: 't', payload, sizeBytes: payload.byteLength } as const
  const ids = [
    ...Array.from({ length: 600 }, (_, i) => `r${i + 1}-a`),
    ...Array.from({ length: 700 }, (_, i) => `r1-${i}`),
  ]
  const receivedAtMs = service.clock.now()
  await service.readings.append(ids.map((deviceId) => ({ ...frame, payloadFormat: null, deviceId, receivedAtMs })))
  await pass(MINUTE_MS)
  const counts = await service.db
    .selectFrom('device_states')
    .select((it) => ['status', it.fn.countAll<number>().as('n')])
    .groupBy('status')
    .execute()
  expect(counts).toEqual([{ status: 'ok', n: 600 }])
})
