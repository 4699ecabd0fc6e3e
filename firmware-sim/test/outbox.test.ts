import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Batch, Outbox } from '../outbox.ts'

const shared = () => false

test('takes oldest first, in messages of at most the limit', () => {
  const outbox = new Outbox<number>(100)
  for (let i = 0; i < 5; i++) outbox.push(i)
  expect(outbox.take(2, shared)?.items).toEqual([0, 1])
  expect(outbox.take(20, shared)?.items).toEqual([2, 3, 4])
  expect(outbox.take(20, shared)).toBeUndefined()
  expect(outbox.size).toBe(5)
})

test('an item that must travel alone does', () => {
  const outbox = new Outbox<number>(100)
  for (let i = 0; i < 5; i++) outbox.push(i)
  const messages: (readonly number[])[] = []
  for (let batch = outbox.take(20, (it) => it === 2); batch !== undefined; batch = outbox.take(20, (it) => it === 2))
    messages.push(batch.items)
  expect(messages).toEqual([[0, 1], [2], [3, 4]])
})

test('a full buffer loses its oldest and says so', () => {
  const outbox = new Outbox<number>(3)
  for (let i = 0; i < 5; i++) outbox.push(i)
  expect(outbox.dropped).toBe(2)
  expect(outbox.take(20, shared)?.items).toEqual([2, 3, 4])
})

test('whatever the network does, every item is delivered, and deliveries in flight one by one keep their order', () => {
  const step = fc.constantFrom('push', 'take', 'ack', 'lose')
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 5 }), (steps, limit) => {
      const outbox = new Outbox<number>(1000)
      const delivered: number[] = []
      let under: Batch<number> | undefined
      let pushed = 0
      const act = (what: string) => {
        if (what === 'push') outbox.push(pushed++)
        if (what === 'take') under ??= outbox.take(limit, shared)
        if (under === undefined) return
        if (what === 'ack') {
          outbox.acknowledge(under)
          delivered.push(...under.items)
        }
        if (what === 'lose') outbox.giveBack(under)
        if (what === 'ack' || what === 'lose') under = undefined
      }
      for (const what of steps) act(what)
      while (outbox.size > 0) for (const what of ['take', 'ack']) act(what)
      expect(delivered).toEqual(Array.from({ length: pushed }, (_, i) => i))
      expect(outbox.dropped).toBe(0)
    }),
  )
})
