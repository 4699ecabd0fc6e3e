import { describe, expect, test } from 'vitest'
import { instantOf, mondayOf, nightOf } from '../../dashboards/web/src/console/calendar.ts'
import { gapsIn, stretchedIn } from '../../dashboards/web/src/console/roster/coverage.ts'
import { copyWeek, draftOf, entryOf, substitute } from '../../dashboards/web/src/console/roster/draft.ts'
import type { CoveredPlace, RosterEntry } from '../../dashboards/web/src/console/roster/types.ts'

const ZONE = 'Asia/Tokyo'
const entry = (more: Partial<RosterEntry> = {}): RosterEntry => ({
  contractor: 'kita',
  rank: 1,
  from: null,
  to: null,
  days: null,
  fromTime: null,
  toTime: null,
  ...more,
})

test('a night belongs to the day on which it begins, a week to its Monday', () => {
  const at = (text: string) => Date.parse(`${text}+09:00`)
  expect(nightOf(at('2026-01-21T02:00:00'), ZONE)).toBe('2026-01-20')
  expect(nightOf(at('2026-01-21T12:00:00'), ZONE)).toBe('2026-01-21')
  expect(mondayOf('2026-01-25')).toBe('2026-01-19')
  expect(mondayOf('2026-01-19')).toBe('2026-01-19')
  // the day on which New York's clocks go forward
  expect(new Date(instantOf('2026-03-08', '12:00', 'America/New_York')).toISOString()).toBe('2026-03-08T16:00:00.000Z')
})

test.each([
  entry(),
  entry({ days: ['fri', 'sat'], fromTime: '17:00', toTime: '09:00' }),
  entry({ from: '2026-01-20', to: '2026-01-31' }),
  entry({ from: '2026-01-20T03:00:00.000Z', to: '2026-01-22T03:00:00.000Z' }),
])('a row comes back from the form as it went in: %j', (row) => {
  expect(entryOf(draftOf(row, ZONE), ZONE)).toEqual(row)
})

describe('other contractors for a few nights', () => {
  const change = { firstNight: '2026-01-20', lastNight: '2026-01-21', contractors: ['minami', 'nishi'] }
  const [begin, end] = ['2026-01-20T03:00:00.000Z', '2026-01-22T03:00:00.000Z']

  test('cut the rows that hold then, from noon to noon', () => {
    expect(substitute([entry()], change, ZONE)).toEqual([
      entry({ to: begin }),
      entry({ from: end }),
      entry({ contractor: 'minami', rank: 1, from: begin, to: end }),
      entry({ contractor: 'nishi', rank: 2, from: begin, to: end }),
    ])
  })

  test.each([
    ['that is over before', entry({ to: '2026-01-19' }), [entry({ to: '2026-01-19' })]],
    ['that begins after', entry({ from: '2026-01-23' }), [entry({ from: '2026-01-23' })]],
    ['that lies within', entry({ from: '2026-01-21', to: '2026-01-21' }), []],
    ['that ends within', entry({ to: '2026-01-21' }), [entry({ to: begin })]],
  ])('a row %s', (_, row, kept) => {
    expect(substitute([row], change, ZONE).filter((it) => it.contractor === 'kita')).toEqual(kept)
  })
})

test('a week is copied to the next: what lies within it, and nothing that repeats by itself', () => {
  const rows = [
    entry(),
    entry({ from: '2026-01-20', to: '2026-01-21' }),
    entry({ from: '2026-01-23T03:00:00.000Z', to: '2026-01-26T03:00:00.000Z' }),
    entry({ from: '2026-01-24', to: '2026-01-30' }),
  ]
  expect(copyWeek(rows, '2026-01-19', ZONE)).toEqual([
    entry({ from: '2026-01-27', to: '2026-01-28' }),
    entry({ from: '2026-01-30T03:00:00.000Z', to: '2026-02-02T03:00:00.000Z' }),
  ])
})

describe('what the calendar marks', () => {
  const place = (id: string, routes: number, spans: CoveredPlace['spans']): CoveredPlace => {
    return { kind: 'block', id, name: id, blockId: id, routes, spans }
  }
  const [noon, evening, morning] = ['2026-01-20T03:00:00Z', '2026-01-20T08:00:00Z', '2026-01-21T00:00:00Z']
  const asked = [{ contractor: 'kita', rank: 1 }]
  const gap = { asked: [], gap: 'nobody-on-duty' } as const

  test('gaps of nights and of days, and none where no route goes by the roster', () => {
    const day = { from: noon, to: evening, ...gap }
    const night = { from: evening, to: morning, ...gap }
    const places = [place('b1', 2, [day]), place('b2', 1, [night]), place('b3', 0, [night])]
    expect(gapsIn(places, ZONE).map((it) => [it.place.id, it.night])).toEqual([
      ['b1', false],
      ['b2', true],
    ])
    const whole = place('b4', 1, [{ from: noon, to: '2026-01-21T12:00:00Z', ...gap }])
    expect(gapsIn([whole], ZONE).map((it) => it.night)).toEqual([true])
    // from one morning's end to the next evening but one: the night between is in it
    const between = place('b5', 1, [{ from: morning, to: '2026-01-22T08:00:00Z', ...gap }])
    expect(gapsIn([between], ZONE).map((it) => it.night)).toEqual([true])
  })

  test('a firm that is first for more routes at once than it can carry', () => {
    const duty = { from: evening, to: morning, asked, gap: null }
    const places = [place('b1', 3, [duty]), place('b2', 2, [duty])]
    const window = [Date.parse(evening), Date.parse(morning)] as const
    const firm = (capacity: number | null) => [{ id: 'kita', name: '北建設', capacity }]
    expect(stretchedIn(places, firm(4), ...window)).toMatchObject([{ routes: 5, capacity: 4 }])
    expect(stretchedIn(places, firm(5), ...window)).toEqual([])
    expect(stretchedIn(places, firm(null), ...window)).toEqual([])
    // one after the other is not at once
    const early = { ...duty, to: '2026-01-20T12:00:00Z' }
    const late = { ...duty, from: '2026-01-20T12:00:00Z' }
    expect(stretchedIn([place('b1', 3, [early]), place('b2', 2, [late])], firm(4), ...window)).toEqual([])
  })
})
