import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  isPackable,
  openPack,
  packedId,
  packFrames,
  sealPack,
  unpackFrames,
} from '../../../src/store/readings/frame-pack.ts'
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

const READING = fc.sample(anyFrame, 1)[0] as Frame

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

test('law: a pack comes back from disk as it was, and a large one takes less', () => {
  fc.assert(
    fc.property(anyFrame, fc.integer({ min: 1, max: 400 }), (frame, times) => {
      const pack = packFrames(Array<Frame>(times).fill(frame), packedId)
      const sealed = sealPack(pack)
      expect(Buffer.compare(openPack(sealed), pack)).toBe(0)
      if (pack.byteLength > 20_000) expect(sealed.byteLength).toBeLessThan(pack.byteLength / 5)
    }),
  )
})

test('law: a large pack with one byte changed on disk is refused, not misread', () => {
  const pack = packFrames(Array<Frame>(400).fill({ ...READING, payload: Buffer.from('{"seq":1}') }), packedId)
  const whole = Buffer.concat([pack, Buffer.alloc(9000, 7)])
  const sealed = sealPack(whole)
  // A bit that the format leaves unused may change without anything being damaged.
  const opened = (bytes: Uint8Array) => {
    try {
      return Buffer.from(openPack(bytes))
    } catch {
      return 'refused'
    }
  }
  const outcomes = new Set<unknown>()
  fc.assert(
    fc.property(fc.nat({ max: sealed.byteLength - 2 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const damaged = Buffer.from(sealed)
      damaged[at + 1] = (damaged[at + 1] ?? 0) ^ change
      const got = opened(damaged)
      outcomes.add(typeof got)
      if (got !== 'refused') expect(whole.equals(got as Buffer)).toBe(true)
    }),
  )
  expect(outcomes).toContain('string')
})

test('a pack of another version is refused', () => {
  const pack = packFrames([], packedId)
  pack[0] = 9
  expect(() => unpackFrames(pack)).toThrow(/version 9/)
})

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
