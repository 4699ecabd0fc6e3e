import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AckQueue } from '../../../src/ingest/external/ack-queue.ts'

function queue() {
  const writes: Buffer[] = []
  const acks = new AckQueue((bytes) => writes.push(bytes))
  return { acks, writes, sent: () => Buffer.concat(writes) }
}

function ids(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readUInt16BE(index * 4 + 2))
}

test('answers leave in the order of arrival, none before the store has it, whatever the order of the store', async () => {
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([...Array(40).keys()], { minLength: 0 }), async (order) => {
      const { acks, sent } = queue()
      const entries = Array.from({ length: 40 }, (_, index) => acks.enter(1, index + 1))
      const settled = new Set<number>()
      for (const [turn, index] of order.entries()) {
        const entry = entries[index]
        if (entry !== undefined) acks.settle(entry)
        settled.add(index)
        if (turn % 3 === 0) await Promise.resolve()
      }
      await Promise.resolve()
      let prefix = 0
      while (settled.has(prefix)) prefix++
      expect(ids(sent())).toEqual([...Array(prefix).keys()].map((it) => it + 1))
      expect(acks.sent).toBe(prefix)
    }),
  )
})

test('PUBACK answers QoS 1, PUBREC answers QoS 2; what is settled together is one write', async () => {
  const { acks, writes } = queue()
  const first = acks.enter(1, 7)
  const second = acks.enter(2, 0x1234)
  acks.settle(first)
  acks.settle(second)
  await Promise.resolve()
  expect(writes).toEqual([Buffer.from([0x40, 2, 0, 7, 0x50, 2, 0x12, 0x34])])
})

test('of a hundred thousand answers none is left out', async () => {
  const { acks, sent } = queue()
  for (let index = 0; index < 100_000; index++) {
    acks.settle(acks.enter(1, (index % 65_535) + 1))
    if (index % 1000 === 0) await Promise.resolve()
  }
  await Promise.resolve()
  expect(acks.sent).toBe(100_000)
  expect(sent().length).toBe(400_000)
})
