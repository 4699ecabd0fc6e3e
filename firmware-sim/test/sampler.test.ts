import { expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { activeFaults, type Fault, parseDuration, parseFaultOption } from '../faults.ts'
import { InputError } from '../input-error.ts'
import { randomOf } from '../random.ts'
import type { Outgoing, Sampler } from '../sampler.ts'
import { START_MS, sampler } from './fixtures.ts'

const at = (minutes: number) => START_MS + minutes * MINUTE_MS
const fault = (more: object): Fault => ({ device: 's1', fromMs: at(60), toMs: at(120), ...more }) as Fault

function night(one: Sampler, minutes = 300): (Outgoing | undefined)[] {
  return Array.from({ length: minutes / 10 }, (_, i) => one.sample(at(i * 10)))
}
const read = (all: (Outgoing | undefined)[]) =>
  all.map((it) => (it === undefined || it.broken ? undefined : JSON.parse(it.json)))

test('the payload is the one on the wire', () => {
  const [first] = read(night(sampler(), 10))
  expect(Object.keys(first)).toEqual([
    'boot',
    'seq',
    'at',
    'distance_mm',
    'air_temp_c',
    'quality',
    'battery_v',
    'rssi_dbm',
  ])
  expect(first).toMatchObject({ boot: expect.stringMatching(/^[0-9a-f]{8}$/), seq: 0 })
  expect(Math.abs(first.at - START_MS)).toBeLessThanOrEqual(2000)
  expect(first.distance_mm).toBeGreaterThan(2980)
})

test('same seed, same readings; another seed, others', () => {
  const faults = [
    fault({ kind: 'spike', magnitudeMm: 500, probability: 0.5 }),
    fault({ kind: 'dropout', fromMs: at(200) }),
  ]
  expect(night(sampler(faults))).toEqual(night(sampler(faults)))
  expect(night(sampler(faults))).not.toEqual(night(sampler(faults, 8)))
})

test('a fault changes nothing outside its window', () => {
  const clean = read(night(sampler()))
  const faulty = read(night(sampler([fault({ kind: 'obstacle', heightMm: 1500 })])))
  faulty.forEach((it, i) => {
    if (i >= 6 && i < 12) expect(it.distance_mm).toBeLessThan(1600)
    else expect(it).toEqual(clean[i])
  })
})

test('each fault shows as it should', () => {
  const inWindow = (more: object) => read(night(sampler([fault(more)]))).slice(6, 12)
  expect(new Set(inWindow({ kind: 'stuck' }).map((it) => it.distance_mm)).size).toBe(1)
  expect(inWindow({ kind: 'echo-loss' }).every((it) => it.distance_mm === null && it.quality === 0)).toBe(true)
  const clean = read(night(sampler())).slice(6, 12)
  const drifted = inWindow({ kind: 'drift', mmPerH: 60 })
  expect(drifted.map((it, i) => it.distance_mm - clean[i].distance_mm)).toEqual([0, 10, 20, 30, 40, 50])
  const spiked = inWindow({ kind: 'spike', magnitudeMm: 500, probability: 1 })
  expect(spiked.every((it, i) => Math.abs(it.distance_mm - clean[i].distance_mm) === 500)).toBe(true)
  const jumped = inWindow({ kind: 'clock-jump', offsetS: 7200 })
  expect(jumped.map((it, i) => it.at - clean[i].at)).toEqual(Array(6).fill(7_200_000))
})

test('after a power cut the device boots anew and counts from zero', () => {
  const all = read(night(sampler([fault({ kind: 'dropout' })])))
  expect(all.slice(6, 12).every((it) => it === undefined)).toBe(true)
  expect(all[5].seq).toBe(5)
  expect(all[12].seq).toBe(0)
  expect(all[12].boot).not.toBe(all[5].boot)
})

test('garbage cannot be parsed, and duplicates are marked', () => {
  const broken = night(sampler([fault({ kind: 'garbage' })]))[6]
  expect(broken?.broken).toBe(true)
  expect(() => JSON.parse(broken?.json ?? '{}')).toThrow()
  expect(
    night(sampler([fault({ kind: 'duplicate' })]))
      .map((it) => it?.twice)
      .indexOf(true),
  ).toBe(6)
})

test('faults hold for their device, or all, from their start until before their end', () => {
  const faults = [fault({ kind: 'stuck' }), fault({ kind: 'offline', device: '*' })]
  const kinds = (id: string, minutes: number) => activeFaults(faults, id, at(minutes)).map((it) => it.kind)
  expect(kinds('s1', 60)).toEqual(['stuck', 'offline'])
  expect(kinds('s2', 119)).toEqual(['offline'])
  expect(kinds('s1', 120)).toEqual([])
})

test('faults on the command line', () => {
  expect(parseFaultOption('offline@sim-1@+1h/+90m', START_MS)).toEqual({
    kind: 'offline',
    device: 'sim-1',
    fromMs: START_MS + HOUR_MS,
    toMs: START_MS + 90 * MINUTE_MS,
  })
  expect(parseFaultOption('spike@*@2026-01-20T10:00:00Z/2026-01-20T19:30:00+09:00', START_MS)).toMatchObject({
    magnitudeMm: 600,
    fromMs: START_MS + HOUR_MS,
    toMs: START_MS + 90 * MINUTE_MS,
  })
})

test.each([
  '',
  'offline',
  'gremlin@a@+1h/+2h',
  'offline@a@1h/2h',
  'offline@a@+2h/+1h',
  'offline@a b@+1h/+2h',
  'offline@a@+1x/+2h',
])('refuses --fault %s', (text) => {
  expect(() => parseFaultOption(text, START_MS)).toThrow(InputError)
})

test.each([
  ['90s', 90_000],
  ['15m', 900_000],
  ['1.5h', 5_400_000],
  ['2d', 172_800_000],
  ['60', 60_000],
  ['1w', undefined],
  ['-1h', undefined],
])('duration %s', (text, ms) => {
  expect(parseDuration(text as string)).toBe(ms)
})

test('the generator is uniform enough and its labels are independent', () => {
  const random = randomOf(1, 'a')
  const buckets = Array(10).fill(0)
  for (let i = 0; i < 20_000; i++) buckets[Math.floor(random.next() * 10)]++
  for (const count of buckets) expect(Math.abs(count - 2000)).toBeLessThan(200)
  expect(randomOf(1, 'a').hex(8)).toBe(randomOf(1, 'a').hex(8))
  expect(randomOf(1, 'a').hex(8)).not.toBe(randomOf(1, 'b').hex(8))
})
