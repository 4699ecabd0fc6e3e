import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  afterAttempt,
  type Breaker,
  breakerState,
  CLOSED_BREAKER,
  FAILURES_TO_OPEN,
  OPEN_MS,
  roomFor,
} from '../../src/deliver/breaker.ts'

function failed(times: number, nowMs = 0): Breaker {
  let breaker = CLOSED_BREAKER
  for (let i = 0; i < times; i++) breaker = afterAttempt(breaker, false, nowMs)
  return breaker
}

test.each([
  { name: 'no failure', breaker: CLOSED_BREAKER, nowMs: 0, want: 'closed' },
  { name: 'one failure short', breaker: failed(FAILURES_TO_OPEN - 1), nowMs: 0, want: 'closed' },
  { name: 'enough failures', breaker: failed(FAILURES_TO_OPEN), nowMs: 0, want: 'open' },
  { name: 'just before its time', breaker: failed(FAILURES_TO_OPEN), nowMs: OPEN_MS - 1, want: 'open' },
  { name: 'at its time', breaker: failed(FAILURES_TO_OPEN), nowMs: OPEN_MS, want: 'half-open' },
  {
    name: 'the probe failed',
    breaker: afterAttempt(failed(FAILURES_TO_OPEN), false, OPEN_MS),
    nowMs: OPEN_MS,
    want: 'open',
  },
  {
    name: 'the probe succeeded',
    breaker: afterAttempt(failed(FAILURES_TO_OPEN), true, OPEN_MS),
    nowMs: OPEN_MS,
    want: 'closed',
  },
  {
    name: 'a success in between',
    breaker: afterAttempt(afterAttempt(failed(4), true, 0), false, 0),
    nowMs: 0,
    want: 'closed',
  },
])('$name: $want', ({ breaker, nowMs, want }) => {
  expect(breakerState(breaker, nowMs)).toBe(want)
})

test.each([
  { breaker: CLOSED_BREAKER, underWay: 0, nowMs: 0, want: 4 },
  { breaker: CLOSED_BREAKER, underWay: 3, nowMs: 0, want: 1 },
  { breaker: CLOSED_BREAKER, underWay: 5, nowMs: 0, want: 0 },
  { breaker: failed(FAILURES_TO_OPEN), underWay: 0, nowMs: 0, want: 0 },
  { breaker: failed(FAILURES_TO_OPEN), underWay: 0, nowMs: OPEN_MS, want: 1 },
  { breaker: failed(FAILURES_TO_OPEN), underWay: 1, nowMs: OPEN_MS, want: 0 },
])('room with $underWay under way at $nowMs: $want', ({ breaker, underWay, nowMs, want }) => {
  expect(roomFor(breaker, underWay, 4, nowMs)).toBe(want)
})

test('law: whatever happened, one success closes it', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean()), fc.nat(), (attempts, nowMs) => {
      const breaker = attempts.reduce((it, succeeded) => afterAttempt(it, succeeded, nowMs), CLOSED_BREAKER)
      expect(afterAttempt(breaker, true, nowMs)).toEqual(CLOSED_BREAKER)
      const failuresAtEnd = attempts.length - 1 - attempts.lastIndexOf(true)
      expect(breakerState(breaker, nowMs)).toBe(failuresAtEnd >= FAILURES_TO_OPEN ? 'open' : 'closed')
    }),
  )
})
