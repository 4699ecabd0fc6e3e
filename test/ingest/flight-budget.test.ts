import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FlightBudget } from '../../src/ingest/flight-budget.ts'

test('either bound stops reading; who asked goes on in order, as far as there is room', () => {
  const budget = new FlightBudget(2, 1000)
  budget.take(1, 1000)
  expect(budget.hasRoom).toBe(false)
  budget.give(0, 900)
  budget.take(1, 10)
  expect(budget.hasRoom).toBe(false)
  const woken: string[] = []
  for (const name of ['a', 'b', 'c'])
    budget.wait(() => {
      woken.push(name)
      budget.take(1, 10)
    })
  budget.give(1, 100)
  expect(woken).toEqual(['a'])
  budget.give(2, 20)
  expect(woken).toEqual(['a', 'b', 'c'])
})

test('asking twice keeps one place, and who has gone is not woken', () => {
  const budget = new FlightBudget(1, 1000)
  budget.take(1, 1)
  const woken: string[] = []
  const a = () => void woken.push('a')
  budget.wait(a)
  budget.wait(() => void woken.push('b'))
  budget.wait(a)
  budget.forget(a)
  budget.give(1, 1)
  expect(woken).toEqual(['b'])
})

test('nobody starves: with everyone always wanting more, turns differ by one at most', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 10 }), (senders, maxFrames) => {
      const budget = new FlightBudget(maxFrames, 1_000_000)
      const turns = Array.from({ length: senders }, () => 0)
      budget.take(maxFrames, 0)
      for (const index of turns.keys()) {
        const wake = () => {
          turns[index] = (turns[index] ?? 0) + 1
          budget.take(1, 1)
          if (!budget.hasRoom) budget.wait(wake)
          else queueMicrotask(() => budget.wait(wake))
        }
        budget.wait(wake)
      }
      for (let i = 0; i < senders * 3; i++) budget.give(1, i < maxFrames ? 0 : 1)
      expect(Math.max(...turns) - Math.min(...turns)).toBeLessThanOrEqual(1)
    }),
  )
})
