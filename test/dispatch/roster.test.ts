import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alarmWhy, candidatesAt, type Load, type PassedOver } from '../../src/dispatch/roster.ts'
import { localMoment } from '../../src/domain/calendar.ts'
import { ROSTER_DAYS, type RosterEntry } from '../../src/domain/roster.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'

const ROUTE = { id: 'r1', blockId: 'b1' }
const FREE: Load = { loads: new Map(), asked: new Set(), standingBy: null }

function entry(contractorId: string, rank: number, change: Partial<RosterEntry> = {}): RosterEntry {
  const always = { fromMs: null, toMs: null, days: null, fromTime: null, toTime: null }
  return { blockId: 'b1', routeId: null, contractorId, rank, ...always, ...change }
}

/** @param local wall clock of Tokyo, `YYYY-MM-DD HH:MM`. */
function at(local: string) {
  return localMoment(Date.parse(`${local.replace(' ', 'T')}:00+09:00`), 'Asia/Tokyo')
}

function rank(
  entries: readonly RosterEntry[],
  local: string,
  load: Partial<Load> = {},
  holidays: readonly string[] = [],
) {
  return candidatesAt(entries, ROUTE, at(local), new Set(holidays), { ...FREE, ...load })
}

const NIGHT = { fromTime: '22:00', toTime: '06:00' }
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri'] as const

describe('on duty', () => {
  // 2026-01-16 is a Friday; 2026-01-12 a Monday and a holiday (成人の日)
  test.each([
    { name: 'a night, at its first minute', change: NIGHT, local: '2026-01-16 22:00', on: true },
    { name: 'a night, a minute before', change: NIGHT, local: '2026-01-16 21:59', on: false },
    { name: 'a night, past midnight', change: NIGHT, local: '2026-01-17 02:00', on: true },
    { name: 'a night, its last minute', change: NIGHT, local: '2026-01-17 05:59', on: true },
    { name: 'a night, at its end', change: NIGHT, local: '2026-01-17 06:00', on: false },
    { name: 'hours of the day', change: { fromTime: '06:00', toTime: '22:00' }, local: '2026-01-16 06:00', on: true },
    {
      name: 'hours of the day, over',
      change: { fromTime: '06:00', toTime: '22:00' },
      local: '2026-01-16 22:00',
      on: false,
    },
    {
      name: 'equal times are a whole day',
      change: { fromTime: '08:00', toTime: '08:00' },
      local: '2026-01-16 07:59',
      on: true,
    },
    { name: 'a weekday', change: { days: ['fri'] }, local: '2026-01-16 23:59', on: true },
    { name: 'not the day after', change: { days: ['fri'] }, local: '2026-01-17 00:00', on: false },
    {
      name: 'Friday night lasts into Saturday',
      change: { ...NIGHT, days: ['fri'] },
      local: '2026-01-17 05:00',
      on: true,
    },
    {
      name: 'Friday morning is Thursday’s night',
      change: { ...NIGHT, days: ['fri'] },
      local: '2026-01-16 05:00',
      on: false,
    },
    {
      name: 'Saturday evening is not Friday’s',
      change: { ...NIGHT, days: ['fri'] },
      local: '2026-01-17 22:30',
      on: false,
    },
    { name: 'a holiday', change: { days: ['holiday'] }, local: '2026-01-12 12:00', on: true },
    { name: 'no holiday', change: { days: ['holiday'] }, local: '2026-01-13 12:00', on: false },
    {
      name: 'a holiday’s night ends the day after',
      change: { ...NIGHT, days: ['holiday'] },
      local: '2026-01-13 05:00',
      on: true,
    },
    { name: 'a roster that knows no holidays', change: { days: ['mon'] }, local: '2026-01-12 12:00', on: true },
  ] as const)('$name: $on', ({ change, local, on }) => {
    const { candidates, passedOver } = rank([entry('c1', 1, change as Partial<RosterEntry>)], local, {}, ['2026-01-12'])
    expect(candidates.map((it) => it.contractorId)).toEqual(on ? ['c1'] : [])
    expect(passedOver).toEqual(on ? [] : [{ contractorId: 'c1', rank: 1, why: 'off-duty' }])
  })

  test('a holiday is nobody’s weekday where the roster says who has it', () => {
    const entries = [entry('c1', 1, { days: [...WEEKDAYS] }), entry('c2', 2, { days: ['sat', 'sun', 'holiday'] })]
    const asked = (local: string) => rank(entries, local, {}, ['2026-01-12']).candidates.map((it) => it.contractorId)
    expect([asked('2026-01-12 02:00'), asked('2026-01-13 02:00'), asked('2026-01-17 02:00')]).toEqual([
      ['c2'],
      ['c1'],
      ['c2'],
    ])
  })

  test('every minute of a week is covered once by nights and days that share a roster', () => {
    const entries = [
      ...ROSTER_DAYS.map((day, index) => entry(`night-${day}`, index + 1, { ...NIGHT, days: [day] })),
      entry('day', 20, { fromTime: '06:00', toTime: '22:00' }),
    ]
    const startMs = Date.parse('2026-01-11T15:00:00Z')
    fc.assert(
      fc.property(fc.nat(7 * 24 * 60 - 1), (minute) => {
        const moment = localMoment(startMs + minute * MINUTE_MS, 'Asia/Tokyo')
        const { candidates } = candidatesAt(entries, ROUTE, moment, new Set(['2026-01-14']), FREE)
        expect(candidates, `${moment.date} ${moment.time}`).toHaveLength(1)
      }),
    )
  })

  test('the wall clock is the authority’s, where it jumps too', () => {
    const entries = [entry('c1', 1, { days: ['sun'], fromTime: '03:00', toTime: '04:00' })]
    // Berlin, 2026-03-29: 02:00 becomes 03:00
    const jumpMs = Date.parse('2026-03-29T01:00:00Z')
    const on = (atMs: number) =>
      candidatesAt(entries, ROUTE, localMoment(atMs, 'Europe/Berlin'), new Set(), FREE).candidates.length
    expect([on(jumpMs - 1), on(jumpMs), on(jumpMs + HOUR_MS)]).toEqual([0, 1, 0])
  })
})

describe('the ranking', () => {
  const LOCAL = '2026-01-16 02:00'

  test.each([
    { name: 'by rank', entries: [entry('c1', 2), entry('c2', 1)], want: ['c2 rank', 'c1 rank'] },
    {
      name: 'a route of its own replaces its block, off duty or not',
      entries: [entry('c1', 1), entry('c2', 1, { blockId: null, routeId: 'r1', fromTime: '06:00', toTime: '22:00' })],
      want: [],
    },
    {
      name: 'a route’s own roster that is over does not',
      entries: [entry('c1', 1), entry('c2', 1, { blockId: null, routeId: 'r1', toMs: 0 })],
      want: ['c1 rank'],
    },
    {
      name: 'another route’s roster is none of ours',
      entries: [entry('c1', 1), entry('c2', 1, { blockId: null, routeId: 'r2' })],
      want: ['c1 rank'],
    },
    {
      name: 'listed twice, by the entry on duty',
      entries: [entry('c1', 1, { days: ['sun'] }), entry('c2', 2), entry('c1', 3)],
      want: ['c2 rank', 'c1 rank'],
    },
  ])('$name', ({ entries, want }) => {
    expect(rank(entries, LOCAL).candidates.map((it) => `${it.contractorId} ${it.why}`)).toEqual(want)
  })

  test('everybody who is not asked has a reason', () => {
    const entries = [entry('c1', 1), entry('c2', 2, { days: ['sun'] }), entry('c3', 3), entry('c4', 4), entry('c5', 5)]
    const loads = new Map([
      ['c3', { routes: 2, capacity: 2 }],
      ['c4', { routes: 1, capacity: 2 }],
      ['c5', { routes: 40, capacity: null }],
    ])
    expect(rank(entries, LOCAL, { loads, asked: new Set(['c1']) })).toEqual({
      candidates: [
        { contractorId: 'c4', rank: 4, why: 'rank' },
        { contractorId: 'c5', rank: 5, why: 'rank' },
      ],
      passedOver: [
        { contractorId: 'c1', rank: 1, why: 'already-asked' },
        { contractorId: 'c2', rank: 2, why: 'off-duty' },
        { contractorId: 'c3', rank: 3, why: 'at-capacity', routes: 2, capacity: 2 },
      ],
    })
  })

  test.each([
    {
      name: 'goes first, off duty and at capacity',
      entries: [entry('c1', 1), entry('c2', 2, { days: ['sun'] })],
      rank: 2,
    },
    { name: 'goes first although no longer on the roster', entries: [entry('c1', 1)], rank: 0 },
  ])('who stands by $name', ({ entries, rank: place }) => {
    const loads = new Map([['c2', { routes: 5, capacity: 1 }]])
    const { candidates, passedOver } = rank(entries, LOCAL, { loads, standingBy: 'c2' })
    expect(candidates).toEqual([
      { contractorId: 'c2', rank: place, why: 'standing-by' },
      { contractorId: 'c1', rank: 1, why: 'rank' },
    ])
    expect(passedOver).toEqual([])
  })

  test('who stands by is not asked twice', () => {
    const { candidates } = rank([entry('c1', 1), entry('c2', 2)], LOCAL, { standingBy: 'c2', asked: new Set(['c2']) })
    expect(candidates.map((it) => it.contractorId)).toEqual(['c1'])
  })
})

const over = (why: 'off-duty' | 'already-asked'): PassedOver => ({ contractorId: 'c1', rank: 1, why })
const full: PassedOver = { contractorId: 'c2', rank: 2, why: 'at-capacity', routes: 1, capacity: 1 }

test.each([
  { passedOver: [], asked: 0, want: 'no-roster' },
  { passedOver: [over('off-duty')], asked: 0, want: 'nobody-on-duty' },
  { passedOver: [over('off-duty'), full], asked: 1, want: 'all-at-capacity' },
  { passedOver: [over('already-asked')], asked: 1, want: 'roster-exhausted' },
])('an alarm says why nobody could be asked: $want', ({ passedOver, asked, want }) => {
  expect(alarmWhy(passedOver, asked)).toBe(want)
})
