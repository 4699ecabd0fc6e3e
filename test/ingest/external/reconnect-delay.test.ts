import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reconnectDelayMs } from '../../../src/ingest/external/reconnect-delay.ts'

test.each([
  { failures: 1, random: 0, want: 125 },
  { failures: 1, random: 1, want: 250 },
  { failures: 3, random: 0, want: 500 },
  { failures: 8, random: 0.5, want: 22_500 },
  { failures: 1000, random: 0, want: 15_000 },
])('after $failures failures, chance $random: $want ms', ({ failures, random, want }) => {
  expect(reconnectDelayMs(failures, random)).toBe(want)
})

test('never above 30 s, never nothing', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      (failures, random) => {
        const delayMs = reconnectDelayMs(failures, random)
        expect(delayMs).toBeGreaterThanOrEqual(125)
        expect(delayMs).toBeLessThanOrEqual(30_000)
      },
    ),
  )
})
