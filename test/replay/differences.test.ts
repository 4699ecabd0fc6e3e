import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countDifferences, differencesOf } from '../../src/replay/differences.ts'
import { isNight } from '../../src/replay/route-tally.ts'
import { spanEnd } from '../../src/replay/span.ts'
import { at } from '../support/sensor.ts'

const STEP_MS = 300_000
const order = (minute: number, change: { routeId?: string; level?: 'standby' | 'dispatch' } = {}) => ({
  routeId: 'r1',
  level: 'dispatch' as const,
  ...change,
  atMs: at(minute),
})

test.each([
  { name: 'within a step', recorded: [order(0)], replayed: [order(5)], want: { same: 1 } },
  { name: 'earlier', recorded: [order(20)], replayed: [order(0)], want: { earlier: 1 } },
  { name: 'later', recorded: [order(0)], replayed: [order(60)], want: { later: 1 } },
  {
    name: 'more than an hour apart',
    recorded: [order(0)],
    replayed: [order(61)],
    want: { onlyRecorded: 1, onlyReplayed: 1 },
  },
  {
    name: 'another level',
    recorded: [order(0)],
    replayed: [order(0, { level: 'standby' })],
    want: { onlyRecorded: 1, onlyReplayed: 1 },
  },
  {
    name: 'another route',
    recorded: [order(0)],
    replayed: [order(0, { routeId: 'r2' })],
    want: { onlyRecorded: 1, onlyReplayed: 1 },
  },
  {
    name: 'the nearest is the partner',
    recorded: [order(0), order(50)],
    replayed: [order(50)],
    want: { same: 1, onlyRecorded: 1 },
  },
])('differences: $name', ({ recorded, replayed, want }) => {
  const none = { same: 0, earlier: 0, later: 0, onlyRecorded: 0, onlyReplayed: 0 }
  expect(countDifferences(differencesOf(recorded, replayed, STEP_MS))).toEqual({ ...none, ...want })
})

test('every order and every call is told exactly once', () => {
  const some = fc.array(
    fc.nat(2000).map((minute) => order(minute)),
    { maxLength: 20 },
  )
  fc.assert(
    fc.property(some, some, (recorded, replayed) => {
      const found = differencesOf(recorded, replayed, STEP_MS)
      const sorted = (times: readonly number[]) => [...times].sort((a, b) => a - b)
      expect(sorted(found.flatMap((it) => ('recordedAtMs' in it ? [it.recordedAtMs] : [])))).toEqual(
        sorted(recorded.map((it) => it.atMs)),
      )
      expect(sorted(found.flatMap((it) => ('replayedAtMs' in it ? [it.replayedAtMs] : [])))).toEqual(
        sorted(replayed.map((it) => it.atMs)),
      )
    }),
  )
})

describe('ends of a span', () => {
  test.each([
    { text: '2026-01-20', end: 'from', want: '2026-01-19T15:00:00.000Z' },
    { text: '2026-01-20', end: 'to', want: '2026-01-20T15:00:00.000Z' },
    { text: '2026-01-31', end: 'to', want: '2026-01-31T15:00:00.000Z' },
    { text: '2026-01-20T18:00', end: 'to', want: '2026-01-20T09:00:00.000Z' },
    { text: '2026-01-20 00:00', end: 'from', want: '2026-01-19T15:00:00.000Z' },
    { text: '2026-01-20T18:00:00Z', end: 'to', want: '2026-01-20T18:00:00.000Z' },
    { text: '2026-02-30', end: 'to', want: undefined },
    { text: '2026-01-20T25:00', end: 'to', want: undefined },
    { text: 'yesterday', end: 'from', want: undefined },
  ] as const)('$text as $end', ({ text, end, want }) => {
    const got = spanEnd(text, 'Asia/Tokyo', end)
    expect(got === undefined ? undefined : new Date(got).toISOString()).toBe(want)
  })

  test('a day of a zone behind UTC begins when it begins there', () => {
    expect(spanEnd('2026-01-20', 'America/New_York', 'from')).toBe(Date.parse('2026-01-20T05:00:00Z'))
    expect(spanEnd('2026-01-20', 'Pacific/Kiritimati', 'from')).toBe(Date.parse('2026-01-19T10:00:00Z'))
  })
})

test.each([
  ['2026-01-20T12:59:00Z', false],
  ['2026-01-20T13:00:00Z', true],
  ['2026-01-20T19:59:00Z', true],
  ['2026-01-20T20:00:00Z', false],
])('night in Japan: %s', (time, night) => {
  expect(isNight(Date.parse(time), 'Asia/Tokyo')).toBe(night)
})
