import { describe, expect, test } from 'vitest'
import type { DeviceSeries, RouteSeries, SensorSeries } from '../../dashboards/web/src/console/series/api.ts'
import { midnights, wallTicks } from '../../dashboards/web/src/console/series/chart/axis.ts'
import { eventsOf, grouped } from '../../dashboards/web/src/console/series/chart/events.ts'
import { deviceModel, routeModel, valueAt, withGaps } from '../../dashboards/web/src/console/series/chart/model.ts'
import { lengthOf, queryOf, turned } from '../../dashboards/web/src/console/series/chart/ranges.ts'
import { held, panned, zoomed } from '../../dashboards/web/src/console/series/chart/view.ts'
import { listed, type MapState } from '../../dashboards/web/src/console/series/listed.ts'
import { seeker } from '../../dashboards/web/src/shared/fold.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const START_MS = Date.parse('2026-01-20T15:00:00Z')
const at = (minutes: number) => START_MS + minutes * MINUTE_MS
const iso = (minutes: number) => new Date(at(minutes)).toISOString()
const hours = (ticks: readonly { readonly hour: number }[]) => ticks.map((it) => it.hour)

describe('the time axis', () => {
  test('marks whole hours of the wall clock, and its midnight', () => {
    const ticks = wallTicks(at(-130), at(600), 'Asia/Tokyo', 13)
    expect(hours(ticks)).toEqual([22, 23, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(ticks[2]).toMatchObject({ atMs: at(0), day: '2026-01-21' })
    expect(hours(wallTicks(at(0), at(24 * 60), 'Asia/Tokyo', 6))).toEqual([0, 6, 12, 18, 0])
  })

  test('a day of 25 hours has one hour twice, a day of 23 none, and midnight stays midnight', () => {
    const long = Date.parse('2026-10-25T00:00:00+02:00')
    expect(hours(wallTicks(long, long + 5 * HOUR_MS, 'Europe/Berlin', 9))).toEqual([0, 1, 2, 2, 3, 4])
    const short = Date.parse('2026-03-29T00:00:00+01:00')
    expect(hours(wallTicks(short, short + 4 * HOUR_MS, 'Europe/Berlin', 9))).toEqual([0, 1, 3, 4, 5])
    expect(midnights(long, long + 3 * DAY_MS, 'Europe/Berlin').map((it) => (it - long) / HOUR_MS)).toEqual([0, 25, 49])
    const days = wallTicks(long - 3 * DAY_MS, long + 4 * DAY_MS, 'Europe/Berlin', 8)
    expect(hours(days).every((it) => it === 0)).toBe(true)
    expect(new Set(days.map((it) => it.day)).size).toBe(7)
  })

  test('zones of half and quarter hours have their own whole hours', () => {
    for (const zone of ['Asia/Kolkata', 'Asia/Kathmandu']) {
      const ticks = wallTicks(START_MS, START_MS + 3 * HOUR_MS, zone, 9)
      expect(ticks.length).toBe(3)
      for (const { atMs } of ticks) expect(new Date(atMs).getUTCMinutes()).not.toBe(0)
    }
  })

  test('a season is marked by its months', () => {
    const ticks = wallTicks(
      Date.parse('2025-10-01T00:00:00+09:00'),
      Date.parse('2026-03-10T00:00:00+09:00'),
      'Asia/Tokyo',
      8,
    )
    expect(ticks.map((it) => it.day)).toEqual(
      ['10', '11', '12', '01', '02', '03'].map((month) => `${Number(month) < 9 ? 2026 : 2025}-${month}-01`),
    )
  })
})

const SENSOR: SensorSeries = {
  device: 's-1',
  surface: 'carriageway',
  gapS: 45 * 60,
  at: [0, 10, 20, 100, 110].map(at),
  rawCm: [4, 120, 4.2, 6, 6.1],
  depthCm: [4, null, 4.1, 6, 6.1],
  depthSincePassCm: [1, null, 1.1, 3, 3.1],
  newSnowCm: [1, null, 1.2, 3, 3],
  minCm: [],
  maxCm: [],
  refused: [{ at: iso(10), rawCm: 120, flags: { gate: 3 } }],
  refusedTotal: 1,
}
const BASE = {
  at: iso(120),
  from: iso(0),
  to: iso(120),
  timeZone: 'Asia/Tokyo',
  resolution: 'reading',
  unknown: [{ from: iso(65), to: iso(100), why: 'silent' }],
  passes: [{ at: iso(30), source: 'officer', device: null, orderId: null }],
  orders: null,
  decisions: null,
  silences: null,
  lines: null,
} as const
const DEVICE: DeviceSeries = { ...BASE, device: 's-1', routeId: 'r-1', sensor: SENSOR }

describe('the model of a chart', () => {
  test('a gap is a gap: no line joins readings over it, and a refused reading alone breaks none', () => {
    const { lines } = deviceModel(DEVICE)
    expect(lines.depth.at.map((it) => (it - START_MS) / MINUTE_MS).map(Math.floor)).toEqual([0, 20, 20, 100, 110])
    expect(lines.depth.values).toEqual([4, 4.1, null, 6, 6.1])
    expect(withGaps([0, 10, 20], [1, 2, 3], 10)).toEqual({ at: [0, 10, 20], values: [1, 2, 3] })
    expect(withGaps([0, 10, 21], [1, 2, 3], 10)).toEqual({ at: [0, 10, 11, 21], values: [1, 2, null, 3] })
  })

  test('raw stands beside accepted: used readings as points, refused ones apart with their tests', () => {
    const { raw, refused } = deviceModel(DEVICE)
    expect(raw[0]?.values).toEqual([4, 4.2, 6, 6.1])
    expect(refused).toEqual([{ atMs: at(10), cm: 120, device: 's-1', tests: ['gate'] }])
  })

  test('of a route, null of the course is a gap as the service told it', () => {
    const route = {
      at: [0, 20, 65, 100].map(at),
      depthCm: [4, 4.1, null, 6],
      depthSincePassCm: [1, 1, null, 3],
      newSnowCm: [1, 1, null, 3],
      minCm: [],
      maxCm: [],
    }
    const series: RouteSeries = { ...BASE, routeId: 'r-1', route, sensors: [SENSOR] }
    const { lines } = routeModel(series)
    expect(lines.depth.values).toEqual([4, 4.1, null, 6])
    expect(valueAt(lines.depth, at(70))).toBeNull()
    expect(valueAt(lines.depth, at(30))).toBe(4.1)
    expect(valueAt(lines.depth, at(-1))).toBeNull()
  })

  test('what is predicted begins after now, and forecast snowfall of hours gone is left out', () => {
    const quantiles = { p10: 5, p25: 6, p50: 7, p75: 8, p90: 9 }
    const lead = { at: iso(180), depthCm: quantiles, depthSincePassCm: quantiles }
    const prediction = {
      at: iso(120),
      status: 'known',
      reason: null,
      degraded: [],
      deadline: null,
      leads: [lead],
      crossings: [],
    } as const
    const hoursTold = [0, 60, 120, 180].map((minutes) => ({ from: iso(minutes), snowfallCm: 1 }))
    const forecast = { stale: false, run: { issuedAt: iso(0), hours: hoursTold }, attribution: [] }
    const series: RouteSeries = { ...BASE, routeId: 'r-1', route: { ...SENSOR }, sensors: [SENSOR] }
    const made = routeModel(series, prediction, forecast)
    expect(made.toMs).toBe(at(180))
    expect(made.bars.map((it) => it.fromMs)).toEqual([at(120)])
    expect(made.fans.depth?.quantiles).toEqual([quantiles])
    expect(routeModel(series).fans).toEqual({})
  })
})

test('events: an order that needed no approval is one event, not two; groups hold what stands too close', () => {
  const order = {
    id: 'o-1',
    level: 'dispatch',
    createdAt: iso(0),
    acceptedAt: iso(5),
    startedAt: iso(9),
    completedAt: null,
    state: 'withdrawn',
    closedAt: iso(20),
  } as const
  const told = eventsOf({ ...BASE, passes: [], orders: [{ ...order, requestedAt: iso(0) }] })
  expect(told.map((it) => it.kind === 'order' && it.step)).toEqual(['raised', 'accepted', 'started', 'withdrawn'])
  const approved = eventsOf({ ...BASE, orders: [{ ...order, requestedAt: iso(2) }] })
  expect(approved.map((it) => (it.kind === 'order' ? it.step : it.kind))).toEqual([
    'raised',
    'requested',
    'accepted',
    'started',
    'withdrawn',
    'pass',
  ])
  expect(grouped(approved, 6 * MINUTE_MS).map((it) => it.length)).toEqual([3, 1, 1, 1])
})

describe('what is in sight', () => {
  const whole = { fromMs: 0, toMs: DAY_MS }
  test('zooms about a moment that keeps its place, never closer than half an hour nor beyond the whole', () => {
    expect(zoomed(whole, 6 * HOUR_MS, 0.5, whole)).toEqual({ fromMs: 3 * HOUR_MS, toMs: 15 * HOUR_MS })
    const close = zoomed(whole, 6 * HOUR_MS, 0.0001, whole)
    expect(close.toMs - close.fromMs).toBe(30 * MINUTE_MS)
    expect(zoomed(close, 6 * HOUR_MS, 1e6, whole)).toEqual(whole)
  })
  test('moves no further than the ends', () => {
    const view = { fromMs: 20 * HOUR_MS, toMs: 22 * HOUR_MS }
    expect(panned(view, 5, whole)).toEqual({ fromMs: 22 * HOUR_MS, toMs: DAY_MS })
    expect(held({ fromMs: -HOUR_MS, toMs: HOUR_MS }, whole)).toEqual({ fromMs: 0, toMs: 2 * HOUR_MS })
  })
})

describe('ranges', () => {
  const nowMs = Date.parse('2026-01-20T17:03:00Z')
  test('one that follows now asks for the same address for ten minutes', () => {
    expect(queryOf({ range: '24h', endMs: null }, nowMs)).toBe(
      queryOf({ range: '24h', endMs: null }, nowMs + 6 * MINUTE_MS),
    )
  })
  test('a season begins with October, also in spring', () => {
    expect(new Date(nowMs - lengthOf({ range: 'season', endMs: null }, nowMs)).toISOString()).toBe(
      '2025-10-01T00:00:00.000Z',
    )
  })
  test('turned back and forth is now again', () => {
    const back = turned({ range: '3d', endMs: null }, -1, nowMs)
    expect(back.endMs).toBe(nowMs - 3 * DAY_MS)
    expect(turned(back, 1, nowMs).endMs).toBeNull()
  })
})

test('the list of routes: late orders, then snow by depth since pass, then failing sensors, last those without any', () => {
  const route = (
    id: string,
    sinceCm: number | null,
    why: string | null = null,
    validUntil = iso(30),
  ): MapState['routes'][number] => ({
    id,
    condition: {
      depthCm: sinceCm,
      depthSincePassCm: sinceCm,
      observedAt: iso(0),
      validUntil: why === null ? validUntil : null,
      why,
    },
    treatment: { status: 'none', lastPassAt: null },
    nextDeadlineAt: null,
  })
  const names = ['none', 'shallow', 'deep', 'silent', 'late', 'over']
  const lines = {
    blocks: [{ id: 'b', name: '第一工区', nameKana: 'だいいちこうく' }],
    features: names.map((id) => ({ id, properties: { name: id, nameKana: null, block: 'b' } })),
  }
  const state: MapState = {
    routes: [
      route('none', null, 'no-sensor'),
      route('shallow', 2),
      route('deep', 9),
      route('silent', null, 'silent'),
      route('late', 1),
      route('over', 30, null, iso(-1)),
    ],
    orders: [{ routeId: 'late', deadlineState: 'at-risk', alarmAt: null }],
  }
  const rows = listed(lines, state, at(0))
  expect(rows.map((it) => it.id)).toEqual(['late', 'deep', 'shallow', 'over', 'silent', 'none'])
  expect(rows[3]).toMatchObject({ depthCm: null, why: 'silent', block: '第一工区' })
  expect(rows.filter((it) => seeker('ダイイチ over')(it.text)).map((it) => it.id)).toEqual(['over'])
})
