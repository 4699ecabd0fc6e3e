import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeSenml } from '../../src/decode/senml/decode.ts'

const RECEIVED_AT_MS = Date.UTC(2026, 0, 20)
const encode = (pack: unknown) => new TextEncoder().encode(JSON.stringify(pack))
const decode = (pack: unknown) => decodeSenml(encode(pack), { receivedAtMs: RECEIVED_AT_MS })

test.each([
  { name: 'metres', record: { n: 'distance', u: 'm', v: 1.873 }, want: { distanceMm: 1873 } },
  { name: 'centimetres', record: { n: 'distance', u: 'cm', v: 187.3 }, want: { distanceMm: 1873 } },
  { name: 'millimetres', record: { n: 'distance', u: 'mm', v: 1873 }, want: { distanceMm: 1873 } },
  { name: 'snow as depth', record: { n: 'snow', u: 'm', v: 0.235 }, want: { depthMm: 235 } },
  { name: 'kelvin', record: { n: 'temperature', u: 'K', v: 268.95 }, want: { airTempC: -4.2 } },
  { name: 'millivolts', record: { n: 'voltage', u: 'mV', v: 3580 }, want: { batteryV: 3.58 } },
  { name: 'dBW', record: { n: 'rssi', u: 'dBW', v: -127 }, want: { rssiDbm: -97 } },
  { name: 'battery in percent', record: { n: 'battery', u: '%EL', v: 81 }, want: { extra: { battery_pct: 81 } } },
  { name: 'name in a path', record: { n: 'mast/distance', u: 'm', v: 2 }, want: { distanceMm: 2000 } },
  {
    name: 'name in a URN',
    record: { n: 'urn:dev:mac:0024befffe804ff1_distance', u: 'm', v: 2 },
    want: { distanceMm: 2000 },
  },
])('takes $name', ({ record, want }) => {
  expect(decode([record])).toMatchObject({ readings: [want], refused: [] })
})

test.each([
  { name: 'no array', pack: { n: 'distance', u: 'm', v: 1 }, reason: /must be a JSON array/ },
  { name: 'an empty pack', pack: [], reason: /holds no record with a value/ },
  { name: 'base fields alone', pack: [{ bn: 'a:', bt: 1768863000 }], reason: /holds no record with a value/ },
  {
    name: 'a text for a number',
    pack: [{ n: 'distance', u: 'm', vs: '1.8' }],
    reason: /distance must be a number \(v\)/,
  },
  { name: 'two values', pack: [{ n: 'distance', u: 'm', v: 1, vs: '1' }], reason: /more than one value: v, vs/ },
  { name: 'a value without a name', pack: [{ u: 'm', v: 1 }], reason: /neither a name/ },
  { name: 'a name without a value', pack: [{ n: 'distance', u: 'm' }], reason: /"distance" has no value/ },
  { name: 'a broken base time', pack: [{ bt: 'now', n: 'distance', u: 'm', v: 1 }], reason: /bt must be a number/ },
  { name: 'a broken time', pack: [{ t: 'now', n: 'distance', u: 'm', v: 1 }], reason: /t must be a number/ },
  { name: 'a time beyond dates', pack: [{ t: 1e300, n: 'distance', u: 'm', v: 1 }], reason: /out of range/ },
  { name: 'a wrong length unit', pack: [{ n: 'distance', u: 'Cel', v: 1 }], reason: /distance cannot be in "Cel"/ },
  { name: 'half a sequence number', pack: [{ n: 'seq', v: 1.5 }], reason: /seq must be a whole number/ },
  { name: 'nothing of ours', pack: [{ n: 'humidity', u: '%RH', v: 91 }], reason: /holds none of distance, depth/ },
  { name: 'a number for a record', pack: [7], reason: /a record must be a JSON object/ },
])('refuses $name', ({ pack, reason }) => {
  const { readings, refused } = decode(pack)
  expect(readings).toEqual([])
  expect(refused.map((it) => it.reason).join('\n')).toMatch(reason)
})

test('the second value of a quantity at one time is refused, the first counts', () => {
  const { readings, refused } = decode([
    { n: 'distance', u: 'm', v: 1.5 },
    { n: 'distance', u: 'm', v: 9.5 },
  ])
  expect(readings).toMatchObject([{ distanceMm: 1500 }])
  expect(refused.map((it) => it.reason)).toEqual(['[1]: distanceMm is said twice for the same time'])
})

test('a boot id said once counts for every reading of the pack', () => {
  const { readings } = decode([
    { bt: 1768863000, n: 'boot', vs: 'a1' },
    { n: 'seq', v: 1 },
    { n: 'distance', u: 'm', v: 1.5 },
    { n: 'seq', v: 2, t: 600 },
    { n: 'distance', u: 'm', v: 1.4, t: 600 },
  ])
  expect(readings).toMatchObject([
    { boot: 'a1', seq: 1, distanceMm: 1500 },
    { boot: 'a1', seq: 2, distanceMm: 1400 },
  ])
})

test('a name that is a property of every object is just a name', () => {
  const { readings } = decode([
    { n: 'distance', u: 'm', v: 1 },
    { n: '__proto__', vs: 'x' },
    { n: 'constructor', u: 'toString', v: 3 },
  ])
  const extra = readings[0]?.extra ?? {}
  expect(Object.entries(extra)).toEqual([
    ['__proto__', 'x'],
    ['constructor', { value: 3, unit: 'toString' }],
  ])
})

test('2^28 seconds is where relative times end', () => {
  const at = (t: number) => decode([{ n: 'distance', u: 'm', v: 1, t }]).readings[0]?.deviceAtMs
  expect(at(2 ** 28)).toBe(2 ** 28 * 1000)
  expect(at(2 ** 28 - 1)).toBe(RECEIVED_AT_MS + (2 ** 28 - 1) * 1000)
  expect(at(-60)).toBe(RECEIVED_AT_MS - 60_000)
  expect(at(0)).toBeNull()
})

const sample = fc.record({ mm: fc.integer({ min: 1, max: 9999 }), t: fc.integer({ min: 0, max: 100_000 }) })

test('law: base fields say the same as fields written out', () => {
  const baseS = 1_768_000_000
  const distinct = fc.uniqueArray(sample, { minLength: 1, maxLength: 20, selector: (it) => it.t })
  fc.assert(
    fc.property(distinct, (samples) => {
      const written = samples.map(({ mm, t }) => ({ n: 'gauge:distance', u: 'mm', v: mm, t: baseS + t }))
      const based = samples.map(({ mm, t }, index) => ({
        ...(index === 0 ? { bn: 'gauge:', bt: baseS, bu: 'mm', bv: 5000 } : {}),
        n: 'distance',
        v: mm - 5000,
        t,
      }))
      expect(decode(based)).toEqual(decode(written))
    }),
  )
})

test('law: a refused part decodes to the same refusal again, wherever it stood', () => {
  const record = fc.record(
    {
      bn: fc.constantFrom('gauge:', 'gauge', ''),
      bu: fc.constantFrom('mm', 'ft', ''),
      bt: fc.constantFrom(1_768_000_000, 0),
      n: fc.constantFrom('distance', 'humidity', 'seq', 'temperature'),
      u: fc.constantFrom('ft', 'm', 'Cel'),
      v: fc.double({ min: -10, max: 10, noNaN: true }),
      vs: fc.constant('x'),
      t: fc.constantFrom(0, 600),
    },
    { requiredKeys: ['n'] },
  )
  const position = /^(\[\d+\])+: /
  fc.assert(
    fc.property(fc.array(record, { maxLength: 6 }), (pack) => {
      for (const part of decode(pack).refused) {
        const again = decodeSenml(part.payload, { receivedAtMs: RECEIVED_AT_MS })
        if (part.reason.includes('said twice') || !position.test(part.reason)) continue
        expect(again.readings).toEqual([])
        expect(again.refused.map((it) => it.reason.replace(position, ''))).toEqual([part.reason.replace(position, '')])
      }
    }),
  )
})
