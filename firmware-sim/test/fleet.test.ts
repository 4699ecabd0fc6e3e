import { afterEach, beforeEach, expect, test } from 'vitest'
import { RealClock, SimulatedClock } from '../../src/clock.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import type { Fault } from '../faults.ts'
import { createField } from '../field.ts'
import { type Fleet, type FleetOptions, startFleet } from '../fleet.ts'
import { startTestBroker, type TestBroker, until } from './broker.ts'
import { device, START_MS, snowyNight } from './fixtures.ts'

const backoff = { minMs: 10, maxMs: 50 }
let broker: TestBroker
let fleets: Fleet[]
let clocks: SimulatedClock[]

beforeEach(async () => {
  broker = await startTestBroker()
  fleets = []
  clocks = []
})

afterEach(async () => {
  for (const fleet of fleets) await fleet.stop(0)
  for (const clock of clocks) clock.stop()
  await broker.stop()
})

function simulated(): SimulatedClock {
  const clock = new SimulatedClock(START_MS, Number.POSITIVE_INFINITY)
  clocks.push(clock)
  return clock
}

function fleetOf(more: Partial<FleetOptions>): Fleet {
  const fleet = startFleet({
    broker: broker.url,
    devices: [device('s1'), device('s2')],
    field: createField(snowyNight),
    clock: more.clock ?? simulated(),
    seed: 7,
    backoff,
    ...more,
  })
  fleets.push(fleet)
  return fleet
}

/** Five readings a second of real time. */
const quick = [device('s1', { intervalS: 0.02 })]
const seqs = (id: string) => broker.readings(id).map((it) => it.seq as number)

test('every sample of a simulated night arrives once, in order, and none stays', async () => {
  const fleet = fleetOf({ endMs: START_MS + 6 * HOUR_MS })
  await fleet.ended()
  await fleet.settled()
  expect(fleet.stats()).toMatchObject({
    online: 2,
    sampled: 72,
    sent: 72,
    acked: 72,
    buffered: 0,
    dropped: 0,
    reconnects: 0,
  })
  for (const id of ['s1', 's2']) expect(seqs(id)).toEqual(Array.from({ length: 36 }, (_, i) => i))
})

test('same seed, same readings over the wire', async () => {
  const play = async (seed: number) => {
    const fleet = fleetOf({ seed, endMs: START_MS + 2 * HOUR_MS })
    await fleet.ended()
    await fleet.stop()
    return broker.published
      .splice(0)
      .map((it) => it.payload)
      .sort()
  }
  const first = await play(7)
  expect(await play(7)).toEqual(first)
  expect(await play(8)).not.toEqual(first)
})

test('simulated time does not move while a reading waits for its PUBACK', async () => {
  const clock = simulated()
  const fleet = fleetOf({ clock, devices: [device('s1')] })
  await until(() => broker.readings('s1').length >= 1)
  broker.silent = true
  const pause = () => new Promise((resolve) => setTimeout(resolve, 100))
  // A PUBACK may still have been on its way when the broker fell silent.
  await pause()
  expect(fleet.stats().sent).toBe(fleet.stats().acked + 1)
  const stoodMs = clock.now()
  await pause()
  expect(clock.now()).toBe(stoodMs)
})

test('a broker that is killed and comes back on its port loses nothing, and nothing is left', async () => {
  const fleet = fleetOf({ devices: quick, clock: new RealClock() })
  await until(() => fleet.stats().acked >= 5)
  await broker.kill()
  await until(() => fleet.stats().buffered >= 10)
  expect(fleet.stats().online).toBe(0)
  await broker.restart()
  await until(() => fleet.stats().acked >= 25)
  await fleet.stop()
  const stats = fleet.stats()
  expect(stats).toMatchObject({ buffered: 0, dropped: 0, acked: stats.sampled, sent: stats.sampled })
  expect(stats.reconnects).toBeGreaterThanOrEqual(1)
  expect([...new Set(seqs('s1'))].sort((a, b) => a - b)).toEqual(Array.from({ length: stats.sampled }, (_, i) => i))
})

test('readings that were sent but never acknowledged are sent again', async () => {
  const fleet = fleetOf({ devices: quick, clock: new RealClock() })
  await until(() => fleet.stats().acked >= 3)
  broker.silent = true
  await until(() => fleet.stats().buffered >= 5)
  await broker.kill()
  broker.silent = false
  await broker.restart()
  await until(() => fleet.stats().acked >= 15)
  await fleet.stop()
  expect(new Set(seqs('s1')).size).toBe(fleet.stats().sampled)
})

test('on the simulated clock an outage stops time instead of the readings', async () => {
  const fleet = fleetOf({ endMs: START_MS + 48 * HOUR_MS })
  await until(() => fleet.stats().acked >= 10)
  await broker.kill()
  await new Promise((resolve) => setTimeout(resolve, 100))
  await broker.restart()
  await fleet.ended()
  await fleet.settled()
  expect(fleet.stats()).toMatchObject({ sampled: 2 * 48 * 6, acked: 2 * 48 * 6, buffered: 0 })
  expect(new Set(seqs('s1')).size).toBe(48 * 6)
})

const during = (kind: string, fromH: number, toH: number): Fault =>
  ({ kind, device: 's1', fromMs: START_MS + fromH * HOUR_MS, toMs: START_MS + toH * HOUR_MS }) as Fault

test('offline: readings wait in the buffer and come in arrays of at most 20, oldest first', async () => {
  const clock = simulated()
  const fleet = fleetOf({
    clock,
    devices: [device('s1')],
    faults: [during('offline', 1, 9)],
    endMs: START_MS + 12 * HOUR_MS,
  })
  await fleet.ended()
  await fleet.settled()
  expect(fleet.stats()).toMatchObject({ sampled: 72, acked: 72, buffered: 0, reconnects: 1 })
  expect(seqs('s1')).toEqual(Array.from({ length: 72 }, (_, i) => i))
  const sizes = broker.published.filter((it) => it.payload.startsWith('[')).map((it) => JSON.parse(it.payload).length)
  expect(sizes).toEqual([20, 20, 9])
  expect(
    broker.published.filter((it) => it.topic.endsWith('/status')).map((it) => JSON.parse(it.payload).state),
  ).toEqual(['online', 'offline', 'online'])
})

test('offline until the end: everything waits, and settled does not', async () => {
  const fleet = fleetOf({ devices: [device('s1')], faults: [during('offline', 0, 9)], endMs: START_MS + 2 * HOUR_MS })
  await fleet.ended()
  await fleet.settled()
  expect(fleet.stats()).toMatchObject({ sampled: 12, sent: 0, acked: 0, buffered: 12, online: 0 })
})

test('a full buffer drops the oldest and counts them', async () => {
  const faults = [during('offline', 0, 5)]
  const fleet = fleetOf({ devices: [device('s1')], faults, capacity: 10, endMs: START_MS + 6 * HOUR_MS })
  await fleet.ended()
  await fleet.settled()
  expect(fleet.stats()).toMatchObject({ sampled: 36, acked: 36 - 21, dropped: 21, buffered: 0 })
})

test('duplicates come twice, garbage comes alone, and both are acknowledged', async () => {
  const faults = [during('duplicate', 0, 1), during('garbage', 1, 2)]
  const fleet = fleetOf({ devices: [device('s1')], faults, endMs: START_MS + 2 * HOUR_MS })
  await fleet.ended()
  await fleet.settled()
  expect(fleet.stats()).toMatchObject({ sampled: 12, acked: 12, buffered: 0 })
  expect(seqs('s1')).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
  expect(broker.published.filter((it) => it.topic.endsWith('/reading'))).toHaveLength(18)
})

test('onAcked names exactly what the broker has acknowledged, once, whatever had to be sent again', async () => {
  const acked = new Map<string, number[]>()
  const fleet = fleetOf({
    devices: quick,
    clock: new RealClock(),
    onAcked: (id, items) => {
      const before = acked.get(id) ?? []
      acked.set(id, [...before, ...items.map((it) => JSON.parse(it.json).seq as number)])
    },
  })
  await until(() => fleet.stats().acked >= 3)
  broker.silent = true
  await until(() => fleet.stats().buffered >= 5)
  expect(acked.get('s1')).toHaveLength(fleet.stats().acked)
  await broker.kill()
  broker.silent = false
  await broker.restart()
  await until(() => fleet.stats().acked >= 15)
  await fleet.stop()
  expect(acked.get('s1')).toEqual(Array.from({ length: fleet.stats().sampled }, (_, i) => i))
})

test('a refused device keeps its readings and lets time go on', async () => {
  broker.tokens.set('s2', 'token-of-s2').set('s1', 'another')
  const fleet = fleetOf({ endMs: START_MS + HOUR_MS })
  await fleet.ended()
  await fleet.settled()
  const stats = fleet.stats()
  expect(stats).toMatchObject({ sampled: 12, acked: 6, buffered: 6, online: 1 })
  expect(stats.refused).toBeGreaterThan(1)
  expect(stats.refused).toBeLessThanOrEqual(HOUR_MS / MINUTE_MS + 1)
})
