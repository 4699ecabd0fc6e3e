import fc from 'fast-check'
import { generate, type IPublishPacket, type Packet } from 'mqtt-packet'
import { expect, test } from 'vitest'
import { PacketStream } from '../../../src/ingest/external/packet-stream.ts'

interface Got {
  readonly cmd: string
  readonly messageId: number | undefined
  readonly payload: string | undefined
  readonly cutBytes: number
}

function reader(limitBytes = 100_000) {
  const got: Got[] = []
  const errors: string[] = []
  const stream = new PacketStream(
    limitBytes,
    (packet: Packet, cutBytes) =>
      got.push({
        cmd: packet.cmd,
        messageId: packet.messageId,
        payload: packet.cmd === 'publish' ? packet.payload.toString() : undefined,
        cutBytes,
      }),
    (error) => errors.push(error.message),
  )
  return { stream, got, errors }
}

function publish(messageId: number, payload: string, topic = 'yukiban/v1/d/reading'): IPublishPacket {
  return { cmd: 'publish', qos: 1, dup: false, retain: false, topic, payload, messageId }
}

const packet = fc.oneof(
  fc.constant<Packet>({ cmd: 'pingresp' }),
  fc.record({ cmd: fc.constant('puback' as const), messageId: fc.integer({ min: 1, max: 65_535 }) }),
  fc
    .tuple(fc.integer({ min: 1, max: 65_535 }), fc.string({ maxLength: 300 }))
    .map(([id, payload]) => publish(id, payload)),
  // Around and above the limit of 67,587 bytes that 66 KiB and the headers make.
  fc
    .tuple(fc.integer({ min: 1, max: 65_535 }), fc.integer({ min: 66_500, max: 90_000 }))
    .map(([id, length]) => publish(id, 'x'.repeat(length))),
)

test('however the bytes are cut into chunks, the same packets come out, long ones shortened', () => {
  fc.assert(
    fc.property(
      fc.array(packet, { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 30 }),
      (packets, cuts) => {
        const bytes = Buffer.concat(packets.map((it) => generate(it)))
        const { stream, got, errors } = reader(0)
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = cuts[turn % cuts.length] ?? 1
          stream.push(bytes.subarray(at, at + size))
          at += size
        }
        expect(errors).toEqual([])
        expect(got.map((it) => [it.cmd, it.messageId])).toEqual(packets.map((it) => [it.cmd, it.messageId]))
        for (const [index, sent] of packets.entries()) {
          if (sent.cmd !== 'publish') continue
          const it = got[index]
          expect((it?.payload?.length ?? 0) + (it?.cutBytes ?? 0)).toBe(sent.payload.length)
          expect(sent.payload.toString().startsWith(it?.payload ?? '?')).toBe(true)
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('byte by byte, and a packet of 20 MB keeps only its beginning', () => {
  const { stream, got } = reader()
  const bytes = Buffer.concat([generate(publish(1, 'a')), generate(publish(2, 'b'))])
  for (const byte of bytes) stream.push(Buffer.from([byte]))
  const huge = generate(publish(3, 'x'.repeat(20_000_000)))
  for (let at = 0; at < huge.length; at += 65_536) stream.push(huge.subarray(at, at + 65_536))
  stream.push(generate(publish(4, 'after')))
  expect(got.map((it) => it.messageId)).toEqual([1, 2, 3, 4])
  const long = got[2]
  expect(long?.payload?.length).toBeLessThan(70_000)
  expect((long?.payload?.length ?? 0) + (long?.cutBytes ?? 0)).toBe(20_000_000)
  expect(got[3]).toMatchObject({ payload: 'after', cutBytes: 0 })
})

test.each([
  { name: 'a length of five bytes', bytes: [0x30, 0xff, 0xff, 0xff, 0xff, 0x01] },
  { name: 'a reserved flag', bytes: [0x41, 0x02, 0x00, 0x01] },
  { name: 'a packet type that is none', bytes: [0x00, 0x00] },
])('$name is one error, and nothing after it is read', ({ bytes }) => {
  const { stream, got, errors } = reader()
  stream.push(Buffer.concat([Buffer.from(bytes), generate(publish(1, 'a'))]))
  stream.push(generate(publish(2, 'b')))
  expect(errors).toHaveLength(1)
  expect(got).toEqual([])
})
