import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { type DailyTicks, lastTickAtMs, nextTickAtMs } from '../../src/forecast/cron.ts'

function ticks(expression: string, timeZone = 'Asia/Tokyo'): DailyTicks {
  return readConfig({ YUKIBAN_FORECAST_CRON: expression, YUKIBAN_TIME_ZONE: timeZone }).forecast.ticks
}

const iso = (atMs: number | undefined) => (atMs === undefined ? undefined : new Date(atMs).toISOString())

test.each([
  { cron: '7 * * * *', at: '2026-01-20T09:00:00Z', next: '2026-01-20T09:07:00.000Z', last: '2026-01-20T08:07:00.000Z' },
  { cron: '7 * * * *', at: '2026-01-20T09:07:00Z', next: '2026-01-20T10:07:00.000Z', last: '2026-01-20T09:07:00.000Z' },
  {
    cron: '*/20 * * * *',
    at: '2026-01-20T09:41:00Z',
    next: '2026-01-20T10:00:00.000Z',
    last: '2026-01-20T09:40:00.000Z',
  },
  // 06:30 in Japan is 21:30 UTC of the day before
  {
    cron: '30 6 * * *',
    at: '2026-01-20T09:00:00Z',
    next: '2026-01-20T21:30:00.000Z',
    last: '2026-01-19T21:30:00.000Z',
  },
  {
    cron: '15 0,12 * * *',
    at: '2026-01-20T09:00:00Z',
    next: '2026-01-20T15:15:00.000Z',
    last: '2026-01-20T03:15:00.000Z',
  },
])('$cron at $at', ({ cron, at, next, last }) => {
  expect(iso(nextTickAtMs(ticks(cron), Date.parse(at)))).toBe(next)
  expect(iso(lastTickAtMs(ticks(cron), Date.parse(at)))).toBe(last)
})

test('zones that are half an hour off, and a time that daylight saving skips', () => {
  expect(iso(nextTickAtMs(ticks('0 6 * * *', 'Asia/Kolkata'), Date.parse('2026-01-20T00:00:00Z')))).toBe(
    '2026-01-20T00:30:00.000Z',
  )
  const skipped = ticks('30 2 * * *', 'Europe/Berlin')
  expect(iso(nextTickAtMs(skipped, Date.parse('2026-03-29T00:00:00Z')))).toBe('2026-03-30T00:30:00.000Z')
})

test('ticks follow one another: the last one is never after, the next one never before, and none lies between', () => {
  const list = (max: number) =>
    fc.uniqueArray(fc.integer({ min: 0, max }), { minLength: 1 }).map((it) => it.sort((a, b) => a - b))
  const schedule = fc.record({
    minutes: list(59),
    hours: list(23),
    timeZone: fc.constantFrom('Asia/Tokyo', 'UTC', 'Asia/Kathmandu'),
  })
  fc.assert(
    fc.property(schedule, fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }), (it, atMs) => {
      const [last = Number.NaN, next = Number.NaN] = [lastTickAtMs(it, atMs), nextTickAtMs(it, atMs)]
      expect(last).toBeLessThanOrEqual(atMs)
      expect(next).toBeGreaterThan(atMs)
      expect(nextTickAtMs(it, last)).toBe(next)
      expect(lastTickAtMs(it, next - 1)).toBe(last)
    }),
  )
})

test.each(['7 * * *', '61 * * * *', 'hourly', '7 * * * 1', '7 * 1 * *', '0 7 * * * *'])('%s is refused', (cron) => {
  expect(() => ticks(cron)).toThrow(/YUKIBAN_FORECAST_CRON/)
})
