import { afterEach, beforeEach, expect, test } from 'vitest'
import { RealClock, SimulatedClock } from '../../src/clock.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { createField } from '../field.ts'
import { Firmware } from '../firmware.ts'
import { type Fleet, startFleet } from '../fleet.ts'
import { startTestBroker, type TestBroker, until } from './broker.ts'
import { device, START_MS, sampler, snowyNight } from './fixtures.ts'

const CONFIG = 'yukiban/v1/s1/config'
const COMMAND = 'yukiban/v1/s1/command'

let broker: TestBroker
const ends: (() => Promise<void> | void)[] = []

beforeEach(async () => {
  broker = await startTestBroker()
})
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
  await broker.stop()
})

function quickFleet(intervalS = 0.05): Fleet {
  const fleet = startFleet({
    broker: broker.url,
    devices: [device('s1', { intervalS })],
    field: createField(snowyNight),
    clock: new RealClock(),
    seed: 7,
    backoff: { minMs: 10, maxMs: 50 },
  })
  ends.push(() => fleet.stop(0))
  return fleet
}

const statuses = () =>
  broker.published
    .filter((it) => it.topic.endsWith('/status'))
    .map((it) => JSON.parse(it.payload) as { state: string; config?: object; command?: object[] })
const told = (id: string) => statuses().filter((it) => JSON.stringify(it.command ?? []).includes(id)).length
const listening = () => until(() => broker.listeners(COMMAND) > 0)

test('says how it is configured before it listens, and again once it has taken up another configuration', async () => {
  quickFleet()
  await listening()
  expect(statuses()).toEqual([{ state: 'online', config: { version: 0, interval_s: 0.05, calibration_offset_mm: 0 } }])
  await broker.send(CONFIG, { version: 3, interval_s: 3600, mount_height_mm: 3100, calibration_offset_mm: -20 })
  await until(() => statuses().length === 2)
  expect(statuses()[1]?.config).toEqual({
    version: 3,
    interval_s: 3600,
    mount_height_mm: 3100,
    calibration_offset_mm: -20,
  })
})

test('keeps to a new interval at once', async () => {
  const clock = new SimulatedClock(START_MS, 4 * 3600)
  ends.push(() => clock.stop())
  const fleet = startFleet({
    broker: broker.url,
    devices: [device('s1', { intervalS: 40 * 3600 })],
    field: createField(snowyNight),
    clock,
    seed: 7,
    endMs: START_MS + 400 * HOUR_MS,
  })
  ends.push(() => fleet.stop(0))
  await listening()
  await broker.send(CONFIG, { version: 1, interval_s: 600 })
  await until(() => broker.readings('s1').length >= 12)
  const times = broker.readings('s1').map((it) => it.at as number)
  const gaps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0))
  for (const gap of gaps.slice(-8)) expect(Math.abs(gap - 10 * MINUTE_MS)).toBeLessThan(MINUTE_MS)
})

test('reboots: new boot, numbers from 0, a new connection that begins by saying it is done', async () => {
  const fleet = quickFleet()
  await until(() => broker.readings('s1').length >= 3)
  await listening()
  const [first] = broker.readings('s1')
  await broker.send(COMMAND, { id: 'cmd_1', kind: 'reboot' })
  await until(() => told('cmd_1') >= 1 && broker.readings('s1').some((it) => it.boot !== first?.boot))
  const after = broker.readings('s1').filter((it) => it.boot !== first?.boot)
  expect(after[0]?.seq).toBe(0)
  expect(fleet.stats().reconnects).toBe(1)
  expect(statuses().at(-1)?.command).toEqual([{ id: 'cmd_1', result: 'done' }])
})

test('a command that comes again is acknowledged again, and not done again', async () => {
  const fleet = quickFleet()
  await listening()
  await broker.send(COMMAND, { id: 'cmd_1', kind: 'reboot' })
  await until(() => told('cmd_1') >= 1)
  await listening()
  await broker.send(COMMAND, { id: 'cmd_1', kind: 'reboot' })
  await until(() => told('cmd_1') >= 2)
  await until(() => broker.readings('s1').length >= 5)
  expect(new Set(broker.readings('s1').map((it) => it.boot)).size).toBeLessThanOrEqual(2)
  expect(fleet.stats().reconnects).toBe(1)
})

test('samples on command, out of its turn', async () => {
  const fleet = quickFleet(3600)
  await listening()
  const before = fleet.stats().sampled
  await broker.send(COMMAND, { id: 'cmd_2', kind: 'sample-now' })
  await until(() => told('cmd_2') >= 1 && fleet.stats().acked === before + 1)
})

test.each([
  { name: 'an unknown command fails and says so', topic: COMMAND, body: { id: 'cmd_3', kind: 'dance' }, fails: true },
  { name: 'what is no command changes nothing', topic: COMMAND, body: '[1', fails: false },
  { name: 'what is no configuration changes nothing', topic: CONFIG, body: { interval_s: 5 }, fails: false },
])('$name', async ({ topic, body, fails }) => {
  quickFleet()
  await listening()
  await broker.send(topic, body)
  await broker.send(COMMAND, { id: 'last', kind: 'sample-now' })
  await until(() => told('last') >= 1)
  expect(told('unknown command') > 0).toBe(fails)
  expect(statuses().at(-1)?.config).toEqual({ version: 0, interval_s: 0.05, calibration_offset_mm: 0 })
})

test('figures out of bounds are left as they are', () => {
  const firmware = new Firmware(600)
  firmware.receive('config', '{"version":2,"interval_s":1,"mount_height_mm":9e9,"calibration_offset_mm":7}')
  expect(firmware.settings).toEqual({ version: 2, intervalS: 600, mountHeightMm: null, calibrationOffsetMm: 7 })
})

test('a calibrated device adds its offset, and computes depths once it knows its mounting height', () => {
  const plain = sampler()
  const told = sampler()
  told.configure({ mountHeightMm: 3000, calibrationOffsetMm: -50 })
  const [one, other] = [plain, told].map((it) => JSON.parse(it.sample(START_MS + HOUR_MS)?.json ?? '{}'))
  expect(other.distance_mm).toBe(one.distance_mm - 50)
  expect(one.depth_mm).toBeUndefined()
  const compensatedMm = other.distance_mm * Math.sqrt((other.air_temp_c + 273.15) / 273.15)
  expect(other.depth_mm).toBe(Math.round(3000 - compensatedMm))
})
