import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DeviceRates } from '../../src/ingest/device-rates.ts'
import { TokenBucket } from '../../src/ingest/token-bucket.ts'

test.each([
  { name: 'a full bucket lets the burst through', takes: [4, 5], afterMs: 0, want: 0 },
  { name: 'an empty one asks for the time of one token', takes: [10], afterMs: 0, want: 100 },
  { name: 'debt is waited for in full', takes: [30], afterMs: 0, want: 2100 },
  { name: 'time pays it back', takes: [30], afterMs: 2100, want: 0 },
  { name: 'a clock set back gives nothing', takes: [10], afterMs: -60_000, want: 100 },
])('$name', ({ takes, afterMs, want }) => {
  const bucket = new TokenBucket({ ratePerS: 10, burst: 10 }, 1_000_000)
  for (const cost of takes) bucket.take(cost, 1_000_000)
  expect(bucket.waitMs(1_000_000 + afterMs)).toBe(want)
})

test('whoever waits as told never exceeds burst + rate · time by more than one piece', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 1, max: 1000 }),
      fc.array(fc.record({ cost: fc.integer({ min: 1, max: 50 }), idleMs: fc.integer({ min: 0, max: 5000 }) }), {
        minLength: 1,
        maxLength: 100,
      }),
      (ratePerS, burst, steps) => {
        const bucket = new TokenBucket({ ratePerS, burst }, 0)
        let nowMs = 0
        let taken = 0
        for (const { cost, idleMs } of steps) {
          nowMs += idleMs + bucket.waitMs(nowMs + idleMs)
          expect(bucket.waitMs(nowMs)).toBe(0)
          bucket.take(cost, nowMs)
          taken += cost
          expect(taken).toBeLessThanOrEqual(burst + (ratePerS * nowMs) / 1000 + cost)
        }
      },
    ),
  )
})

test('a device that comes back finds its debt; one that owes nothing is forgotten', () => {
  const rates = new DeviceRates({ ratePerS: 10, burst: 10 })
  rates.of('d1', 0).take(30, 0)
  rates.sweep(() => false, 1000)
  expect(rates.of('d1', 1000).waitMs(1000)).toBe(1100)
  rates.sweep(() => false, 60_000)
  expect(rates.of('d1', 60_000).waitMs(60_000)).toBe(0)
})
