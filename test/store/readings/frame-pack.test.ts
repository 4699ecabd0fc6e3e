import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isPackable, packedId, packFrames, unpackFrames } from '../../../src/store/readings/frame-pack.ts'
import type { Frame } from '../../../src/store/readings/port.ts'

const anyFrame = fc
  .record({
    deviceId: fc.string({ minLength: 1, maxLength: 60 }).filter((it) => Buffer.from(it).toString() === it),
    receivedAtMs: fc.integer({ min: 0, max: 8.64e15 }),
    payload: fc.uint8Array({ maxLength: 300 }),
  })
  .map(
    (it): Frame => ({
      ...it,
      kind: 'reading',
      codec: 'json',
      payloadFormat: null,
      topic: 't',
      sizeBytes: it.payload.byteLength,
    }),
  )

test('law: what is packed is what is unpacked', () => {
  fc.assert(
    fc.property(fc.array(anyFrame, { maxLength: 30 }), (frames) => {
      const unpacked = unpackFrames(packFrames(frames, packedId))
      expect(unpacked.map((it) => ({ ...it, payload: Uint8Array.from(it.payload) }))).toEqual(
        frames.map(({ deviceId, receivedAtMs, payload }) => ({ deviceId, receivedAtMs, payload })),
      )
    }),
  )
})

test('law: a pack that is cut anywhere is refused, not misread', () => {
  fc.assert(
    fc.property(fc.array(anyFrame, { minLength: 1, maxLength: 5 }), fc.nat(), (frames, cut) => {
      const pack = packFrames(frames, packedId)
      expect(() => unpackFrames(pack.subarray(0, cut % pack.byteLength))).toThrow()
    }),
  )
})

test('a pack of another version is refused', () => {
  const pack = packFrames([], packedId)
  pack[0] = 9
  expect(() => unpackFrames(pack)).toThrow(/version 9/)
})

const READING = fc.sample(anyFrame, 1)[0] as Frame

test.each([
  { name: 'a whole reading', change: {}, want: true },
  { name: 'a status', change: { kind: 'status' as const }, want: false },
  { name: 'a refused message', change: { kind: 'refused' as const }, want: false },
  { name: 'a cut payload', change: { sizeBytes: 10_000 }, want: false },
  { name: 'another format', change: { codec: 'senml' as const }, want: false },
  { name: 'a packed LoRaWAN payload', change: { payloadFormat: 'decentlab-dl-mbx' }, want: false },
])('packable, $name: $want', ({ change, want }) => {
  expect(isPackable({ ...READING, ...change })).toBe(want)
})

test('a device id that does not fit is refused', () => {
  expect(() => packedId('x'.repeat(256))).toThrow(RangeError)
})
