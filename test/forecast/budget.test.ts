import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { budgetAt, leftToday, roomAtMs, spend, UNUSED_BUDGET } from '../../src/forecast/budget.ts'
import { askAgainAtMs, holdsUntilMs } from '../../src/forecast/pause.ts'

const LIMITS = { perMinute: 3, perDay: 10 }
const NOON = Date.UTC(2026, 0, 20, 12)

describe('the budget', () => {
  test('is used up, and comes back with the next minute and the next day', () => {
    let budget = UNUSED_BUDGET
    for (let asked = 0; asked < 3; asked++) budget = spend(budget, 1, NOON + 10_000)
    expect(roomAtMs(budget, 1, LIMITS, NOON + 10_000)).toBe(NOON + MINUTE_MS)
    expect(roomAtMs(budget, 1, LIMITS, NOON + MINUTE_MS)).toBe(NOON + MINUTE_MS)
    for (let asked = 0; asked < 7; asked++) budget = spend(budget, 1, NOON + (asked + 1) * MINUTE_MS)
    expect(leftToday(budget, LIMITS, NOON + HOUR_MS)).toBe(0)
    expect(roomAtMs(budget, 1, LIMITS, NOON + HOUR_MS)).toBe(NOON + DAY_MS / 2)
    expect(leftToday(budget, LIMITS, NOON + DAY_MS)).toBe(10)
  })

  test('never lets more through than allowed, whatever the moments', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 200 }), (pauses) => {
        let budget = UNUSED_BUDGET
        let nowMs = NOON
        const sent: number[] = []
        for (const pauseMs of pauses) {
          nowMs += pauseMs
          if (roomAtMs(budget, 1, LIMITS, nowMs) > nowMs) continue
          budget = spend(budget, 1, nowMs)
          sent.push(nowMs)
        }
        const most = (spanMs: number) =>
          Math.max(0, ...[...Map.groupBy(sent, (it) => Math.floor(it / spanMs)).values()].map((it) => it.length))
        expect(most(MINUTE_MS)).toBeLessThanOrEqual(LIMITS.perMinute)
        expect(most(DAY_MS)).toBeLessThanOrEqual(LIMITS.perDay)
        expect(budgetAt(budget, nowMs).dayUsed).toBe(
          sent.filter((it) => it >= Math.floor(nowMs / DAY_MS) * DAY_MS).length,
        )
      }),
    )
  })
})

describe('the pause after a failure', () => {
  test('grows, is spread by a fifth at most, and keeps to what the service asks for', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7].map((failures) => (askAgainAtMs(failures, null, 'x', NOON) - NOON) / MINUTE_MS)
    for (const [index, least] of [1, 2, 5, 10, 20, 30, 30].entries()) {
      expect(pauses[index]).toBeGreaterThanOrEqual(least)
      expect(pauses[index]).toBeLessThanOrEqual(least * 1.2)
    }
    expect(askAgainAtMs(1, 2 * HOUR_MS, 'x', NOON)).toBe(NOON + 2 * HOUR_MS)
    expect(askAgainAtMs(1, 99 * DAY_MS, 'x', NOON)).toBe(NOON + DAY_MS)
    expect(askAgainAtMs(1, -5, 'x', NOON)).toBeGreaterThanOrEqual(NOON + MINUTE_MS)
  })

  test('an answer holds until its Expires, not for ever, and not once it is over', () => {
    expect(holdsUntilMs(NOON + HOUR_MS, NOON)).toBe(NOON + HOUR_MS)
    expect(holdsUntilMs(NOON + DAY_MS, NOON)).toBe(NOON + 6 * HOUR_MS)
    expect(holdsUntilMs(NOON, NOON)).toBeNull()
    expect(holdsUntilMs(null, NOON)).toBeNull()
  })
})
