import { Point } from '@influxdata/influxdb-client'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  quoted,
  readingLine,
  type SlottedReading,
  tagValue,
  timestampNs,
} from '../../../../src/store/readings/influx/line-protocol.ts'
import type { StoredReading } from '../../../../src/store/readings/port.ts'

const EMPTY: StoredReading = {
  identity: ':1',
  atMs: 1_768_863_000_000,
  receivedAtMs: 1_768_863_000_123,
  deviceAtMs: null,
  timeSource: 'device',
  boot: null,
  seq: null,
  distanceMm: null,
  depthMm: null,
  airTempC: null,
  echoQuality: null,
  batteryV: null,
  rssiDbm: null,
  extra: null,
  judgedDepthMm: null,
  flags: null,
  accepted: null,
}

const item = (change: Partial<StoredReading> = {}, slot = 0): SlottedReading => ({
  deviceId: 'd1',
  slot,
  reading: { ...EMPTY, ...change },
})

test('a reading is one point: device as tag, floats and texts as fields, its slot in the nanoseconds', () => {
  const judged = { seq: 7, distanceMm: 1873.5, judgedDepthMm: 126.5, flags: '11211', accepted: true, extra: { a: '"' } }
  expect(readingLine(item(judged, 3))).toBe(
    'reading,device=d1 identity=":1",received_at=1768863000123,time_source="device",seq=7,distance_mm=1873.5,' +
      'extra="{\\"a\\":\\"\\\\\\"\\"}",judged_depth_mm=126.5,depth_judged=1,flags="11211",accepted=1 1768863000000000003',
  )
})

test.each([
  { name: 'not judged', change: {}, has: [], lacks: ['depth_judged', 'accepted', 'flags'] },
  {
    name: 'judged without a depth',
    change: { flags: '44444', accepted: false },
    has: ['depth_judged=0', 'accepted=0'],
    lacks: ['judged_depth_mm'],
  },
  { name: 'an empty boot id', change: { boot: '' }, has: ['boot=""'], lacks: [] },
])('$name', ({ change, has, lacks }) => {
  const line = readingLine(item(change))
  for (const it of has) expect(line).toContain(it)
  for (const it of lacks) expect(line).not.toContain(it)
})

test.each([
  { name: 'an infinite number', bad: item({ batteryV: Number.POSITIVE_INFINITY }), message: /battery_v is Infinity/ },
  { name: 'a slot beyond the millisecond', bad: item({}, 1_000_000), message: /slot 1000000/ },
  { name: 'no device id', bad: { ...item(), deviceId: '' }, message: /cannot be a tag/ },
  { name: 'a device id that ends in a backslash', bad: { ...item(), deviceId: 'a\\' }, message: /cannot be a tag/ },
  { name: 'a device id with a line break', bad: { ...item(), deviceId: 'a\nb' }, message: /cannot be a tag/ },
])('line protocol cannot carry $name', ({ bad, message }) => {
  expect(() => readingLine(bad)).toThrow(message)
})

test('texts are escaped as the official client escapes them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      expect(quoted(value)).toBe(new Point('m').stringField('f', value).fields.f)
    }),
  )
})

test('tags are escaped as the official client escapes them, where they can be', () => {
  const tag = fc
    .string({ minLength: 1, unit: fc.constantFrom('a', ',', '=', ' ', '\t', '\\', '雪', '"') })
    .filter((it) => !it.endsWith('\\'))
  fc.assert(
    fc.property(tag, (value) => {
      expect(`m,d=${tagValue(value)} f=1 5`).toBe(
        new Point('m').tag('d', value).floatField('f', 1).timestamp('5').toLineProtocol(),
      )
    }),
  )
})

test('a timestamp gives back its millisecond and slot, before and after 1970', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 9e12 }), fc.integer({ min: 0, max: 999_999 }), (atMs, slot) => {
      const ns = BigInt(timestampNs(atMs, slot))
      expect(BigInt(atMs) * 1_000_000n + BigInt(slot)).toBe(ns)
      expect(BigInt.asIntN(64, ns)).toBe(ns)
    }),
  )
})
