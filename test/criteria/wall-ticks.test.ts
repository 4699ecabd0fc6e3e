import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isTicks, lastWallTick, nextWallTick, parseCron, type WallTicks } from '../../src/criteria/wall-ticks.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, wallTime } from '../../src/domain/time.ts'
import { textOf } from '../../src/problems/say.ts'

function ticks(...expressions: string[]): WallTicks[] {
  return expressions.map((it) => {
    const parsed = parseCron(it)
    if (!isTicks(parsed)) throw new Error(parsed.code)
    return parsed
  })
}

const iso = (text: string) => Date.parse(text)

describe('the next tick', () => {
  test.each([
    { cron: '0 0 * * *', zone: 'Asia/Tokyo', after: '2026-01-20T23:59:59+09:00', want: '2026-01-21T00:00:00+09:00' },
    { cron: '0 0 * * *', zone: 'Asia/Tokyo', after: '2026-01-21T00:00:00+09:00', want: '2026-01-22T00:00:00+09:00' },
    { cron: '0 0 * * *', zone: 'Asia/Tokyo', after: '2025-12-31T12:00:00+09:00', want: '2026-01-01T00:00:00+09:00' },
    {
      cron: '30 4 * 12,1-3 *',
      zone: 'Asia/Tokyo',
      after: '2026-03-31T05:00:00+09:00',
      want: '2026-12-01T04:30:00+09:00',
    },
    {
      cron: '0 21 * * mon-fri',
      zone: 'Asia/Tokyo',
      after: '2026-01-23T21:00:00+09:00',
      want: '2026-01-26T21:00:00+09:00',
    },
    { cron: '0 0 29 2 *', zone: 'Asia/Tokyo', after: '2026-01-01T00:00:00+09:00', want: '2028-02-29T00:00:00+09:00' },
    {
      cron: '*/20 5 * * *',
      zone: 'Asia/Kolkata',
      after: '2026-01-20T05:20:00+05:30',
      want: '2026-01-20T05:40:00+05:30',
    },
  ])('of $cron in $zone after $after', ({ cron, zone, after, want }) => {
    expect(nextWallTick(ticks(cron), zone, iso(after))).toBe(iso(want))
  })

  test('is the earliest of several expressions', () => {
    const both = ticks('0 5 * * *', '0 21 * * *')
    expect(nextWallTick(both, 'Asia/Tokyo', iso('2026-01-20T12:00:00+09:00'))).toBe(iso('2026-01-20T21:00:00+09:00'))
  })

  test('across daylight saving: a skipped time is not lost, a doubled one comes once', () => {
    const half = ticks('30 2 * * *')
    const spring = nextWallTick(half, 'Europe/Berlin', iso('2026-03-29T00:00:00+01:00'))
    expect(spring).toBeGreaterThanOrEqual(iso('2026-03-29T00:30:00Z'))
    expect(spring).toBeLessThanOrEqual(iso('2026-03-29T01:30:00Z'))
    const first = nextWallTick(half, 'Europe/Berlin', iso('2026-10-25T00:00:00+02:00')) ?? 0
    expect(nextWallTick(half, 'Europe/Berlin', first)).toBe(iso('2026-10-26T02:30:00+01:00'))
  })
})

describe('the last tick', () => {
  const midnight = ticks('0 0 * * *')
  const at = iso('2026-01-21T00:00:00+09:00')

  test.each([
    { afterMs: -1, want: undefined },
    { afterMs: 0, want: at },
    { afterMs: 30 * MINUTE_MS - 1, want: at },
    { afterMs: 30 * MINUTE_MS, want: undefined },
  ])('$afterMs ms after midnight', ({ afterMs, want }) => {
    expect(lastWallTick(midnight, 'Asia/Tokyo', at + afterMs, 30 * MINUTE_MS)).toBe(want)
  })
})

const zones = fc.constantFrom(
  'Asia/Tokyo',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Africa/Casablanca',
  'UTC',
)
const moments = fc.integer({ min: iso('2024-01-01T00:00:00Z'), max: iso('2032-01-01T00:00:00Z') })
const clock = fc.record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.integer({ min: 0, max: 59 }) })

test('in every zone a daily time comes within a day and a jump, on the wall clock it names or moved by the jump', () => {
  fc.assert(
    fc.property(zones, moments, clock, (zone, afterMs, { hour, minute }) => {
      const next = nextWallTick(ticks(`${minute} ${hour} * * *`), zone, afterMs) ?? 0
      expect(next).toBeGreaterThan(afterMs)
      expect(next - afterMs).toBeLessThanOrEqual(DAY_MS + 2 * HOUR_MS)
      const wall = wallTime(next, zone)
      const offMin = Math.abs(wall.hour * 60 + wall.minute - (hour * 60 + minute))
      expect([0, 30, 60]).toContain(Math.min(offMin, 1440 - offMin))
      expect(lastWallTick(ticks(`${minute} ${hour} * * *`), zone, next, MINUTE_MS)).toBe(next)
    }),
    { numRuns: 200 },
  )
})

test.each([
  { text: '* * * *', says: 'five fields' },
  { text: '0 0 0 * * *', says: 'five fields' },
  { text: 'at nine in the evening', says: 'minute' },
  { text: '61 * * * *', says: '61' },
  { text: '0 0 31 2 *', says: 'impossible day' },
  { text: '0 0 L * *', says: 'without L' },
  { text: '0 0 * * 1#2', says: 'without L' },
  { text: '0 0 1 * mon', says: 'not both' },
])('refuses $text', ({ text, says }) => {
  const parsed = parseCron(text)
  expect(isTicks(parsed) ? 'taken' : textOf(parsed, 'en')).toContain(says)
})
