import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeJson } from '../../src/decode/json/decode.ts'

const encode = (text: string) => new TextEncoder().encode(text)

test('a full reading is decoded field by field and unknown fields are kept', () => {
  const text =
    '{"boot":"a1b2","seq":17,"at":1768863000000,"distance_mm":1873,"air_temp_c":-4.2,"quality":183,"battery_v":3.61,"rssi_dbm":-97,"fw":"2.1"}'
  expect(decodeJson(encode(text))).toEqual({
    refused: [],
    ignored: null,
    readings: [
      {
        boot: 'a1b2',
        seq: 17,
        deviceAtMs: 1_768_863_000_000,
        distanceMm: 1873,
        depthMm: null,
        airTempC: -4.2,
        echoQuality: 183,
        batteryV: 3.61,
        rssiDbm: -97,
        extra: { fw: '2.1' },
      },
    ],
  })
})

test.each([
  { name: 'NaN', text: '{"distance_mm":NaN}', reason: /not valid JSON/ },
  { name: 'truncated', text: '{"distance_mm":18', reason: /not valid JSON/ },
  { name: 'empty', text: '', reason: /not valid JSON/ },
  { name: 'a number', text: '7', reason: /must be a JSON object, got 7/ },
  { name: 'null', text: 'null', reason: /must be a JSON object, got null/ },
  {
    name: 'a text for a number',
    text: '{"distance_mm":"1873"}',
    reason: /distance_mm must be a number from -100000 to 1000000, got "1873"/,
  },
  { name: 'infinite', text: '{"distance_mm":1e999}', reason: /distance_mm must be a number/ },
  { name: 'half a sequence number', text: '{"seq":1.5,"distance_mm":1}', reason: /seq must be a whole number/ },
  {
    name: 'every wrong field named',
    text: '{"seq":-1,"air_temp_c":true,"distance_mm":1}',
    reason: /seq .*; air_temp_c .*got true/,
  },
  { name: 'nothing measured', text: '{"boot":"a","seq":1,"at":5}', reason: /holds none of distance_mm/ },
])('quarantines $name with the reason', ({ text, reason }) => {
  const { readings, refused } = decodeJson(encode(text))
  expect(readings).toEqual([])
  expect(refused).toHaveLength(1)
  expect(refused[0]?.reason).toMatch(reason)
  expect(refused[0]?.payload).toEqual(encode(text))
})

test('invalid UTF-8 is refused as such', () => {
  expect(decodeJson(new Uint8Array([0x7b, 0xff, 0x7d])).refused[0]?.reason).toBe('not valid UTF-8')
})

test('one bad element of an array does not spoil the others', () => {
  const { readings, refused } = decodeJson(
    encode('[{"seq":1,"depth_mm":5},{"seq":2,"depth_mm":"x"},{"seq":3,"depth_mm":7}]'),
  )
  expect(readings.map((it) => it.seq)).toEqual([1, 3])
  expect(refused).toEqual([
    { reason: expect.stringMatching(/^\[1\]: depth_mm must be a number/), payload: encode('{"seq":2,"depth_mm":"x"}') },
  ])
})

test('a missing distance is a reading all the same: the device spoke', () => {
  expect(decodeJson(encode('{"seq":1,"distance_mm":null,"battery_v":3.5}')).readings).toMatchObject([
    { distanceMm: null, batteryV: 3.5 },
  ])
})

test.each([
  { name: 'in an array', text: `[${'['.repeat(20_000)}${']'.repeat(20_000)}]` },
  { name: 'in an unknown field', text: `{"distance_mm":1,"x":${'{"y":'.repeat(5000)}1${'}'.repeat(5000)}}` },
])('what is nested too deep to be written out again is refused: $name', ({ text }) => {
  expect(decodeJson(encode(text))).toEqual({
    readings: [],
    refused: [{ reason: 'nested deeper than 32 levels', payload: encode(text) }],
    ignored: null,
  })
})

test('brackets inside a text are no nesting', () => {
  const note = `${'['.repeat(50)}\\"${'{'.repeat(50)}`
  expect(decodeJson(encode(`{"distance_mm":1,"note":"${note}"}`)).readings).toHaveLength(1)
})

test('never throws, and every byte string is either readings or refused', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map(encode),
    fc.jsonValue().map((it) => encode(JSON.stringify([it]))),
  )
  fc.assert(
    fc.property(bytes, (payload) => {
      const { readings, refused } = decodeJson(payload)
      const empty = new TextDecoder().decode(payload).replace(/\s/g, '') === '[]'
      expect(readings.length + refused.length > 0 || empty).toBe(true)
    }),
  )
})
