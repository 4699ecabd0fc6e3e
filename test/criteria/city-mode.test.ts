import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluateCityMode } from '../../src/criteria/city-mode.ts'
import { cityModeText } from '../../src/criteria/city-mode-text.ts'
import type { SensorView } from '../../src/criteria/sensor-view.ts'
import type { CityMode, CityModeState, CityModeTest } from '../../src/domain/city-mode.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'

const NOW = Date.UTC(2026, 0, 20, 12)

/** What a point says: snowfall of 24 and 72 h and depth, cm; null: it does not know. */
interface Says {
  readonly h24?: number | null
  readonly h72?: number | null
  readonly depthCm?: number
  readonly change?: Partial<SensorView>
}

function point(device: string, says: Says, nowMs = NOW): SensorView {
  const window = (hours: number, newSnowCm: number | null) => ({
    hours,
    newSnowCm,
    hourlySumCm: newSnowCm,
    coveredH: newSnowCm === null ? 0 : hours,
  })
  const depthCm = says.depthCm ?? 0
  return {
    device,
    history: [{ atMs: nowMs, depthCm, depthSincePassCm: depthCm, newSnowCm: depthCm }],
    lastAcceptedAtMs: nowMs,
    suspect: false,
    clockSuspect: false,
    passAtMs: null,
    faults: [],
    loneRise: null,
    snowfall: [
      window(24, says.h24 ?? (says.h24 === null ? null : 0)),
      window(72, says.h72 ?? (says.h72 === null ? null : 0)),
    ],
    maintenance: false,
    ...says.change,
  }
}

const SILENT: Says = { change: { lastAcceptedAtMs: null, history: [] } }
const h24 = { kind: 'snowfall', windowH: 24, comparison: 'at-least', triggerCm: 25 } as const
const h72 = { kind: 'snowfall', windowH: 72, comparison: 'at-least', triggerCm: 55 } as const

function mode(change: Partial<CityMode> = {}): CityMode {
  return {
    id: 'snow',
    authorityId: 'aomori',
    name: '豪雪',
    devices: [],
    vote: 'majority',
    any: [h72, h24],
    releaseH: 12,
    priorities: { emergency: 1 },
    ...change,
  }
}

function state(change: Partial<CityModeState> = {}): CityModeState {
  return {
    modeId: 'snow',
    active: true,
    sinceMs: NOW - 24 * HOUR_MS,
    by: 'rule',
    untilMs: null,
    clearingSinceMs: null,
    ...change,
  }
}

const points = (...says: readonly Says[]) => says.map((it, index) => point(`p${index + 1}`, it))

describe('a mode goes on', () => {
  test.each([
    { name: '72 h just below, 24 h just below', says: [{ h72: 54.9, h24: 24.9 }], on: false },
    { name: '72 h at the trigger', says: [{ h72: 55, h24: 0 }], on: true },
    { name: '24 h at the trigger', says: [{ h72: 0, h24: 25 }], on: true },
    { name: 'one of two is no majority', says: [{ h24: 30 }, { h24: 0 }], on: false },
    { name: 'two of three are', says: [{ h24: 30 }, { h24: 30 }, { h24: 0 }], on: true },
    { name: 'one of one known, two silent', says: [{ h24: 30 }, SILENT, SILENT], on: true },
    { name: 'none known', says: [SILENT, SILENT], on: false },
    { name: 'a window that is not covered', says: [{ h24: null, h72: null }], on: false },
    { name: 'a suspect point', says: [{ h24: 30, change: { suspect: true } }], on: false },
    {
      name: 'a rise nobody else saw',
      says: [{ h24: 30, change: { loneRise: { riseCm: 20, neighbours: 3 } } }],
      on: false,
    },
    { name: 'a point under maintenance', says: [{ h24: 30, change: { maintenance: true } }], on: false },
    { name: 'no points at all', says: [], on: false },
  ])('by majority: $name', ({ says, on }) => {
    expect(evaluateCityMode(mode(), points(...says), undefined, NOW).active).toBe(on)
  })

  test.each([
    { vote: 2, voting: 1, on: false },
    { vote: 2, voting: 2, on: true },
  ])('by $vote of 5, $voting say so: $on', ({ vote, voting, on }) => {
    const says = Array.from({ length: 5 }, (_, index) => ({ h24: index < voting ? 25 : 0 }))
    expect(evaluateCityMode(mode({ vote }), points(...says), undefined, NOW).active).toBe(on)
  })

  test.each([
    { comparison: 'above', depthCm: 100, on: false },
    { comparison: 'above', depthCm: 100.1, on: true },
    { comparison: 'at-least', depthCm: 99.9, on: false },
    { comparison: 'at-least', depthCm: 100, on: true },
  ] as const)('depth $comparison 100 cm at $depthCm cm: $on', ({ comparison, depthCm, on }) => {
    const any: CityModeTest[] = [{ kind: 'depth', comparison, triggerCm: 100 }]
    expect(evaluateCityMode(mode({ any }), points({ depthCm }), undefined, NOW).active).toBe(on)
  })

  test('a drifted zero says nothing of depth, but all of snowfall', () => {
    const drifted = points({ depthCm: 150, h24: 30, change: { faults: ['zero-drift'] } })
    const depth: CityModeTest = { kind: 'depth', comparison: 'above', triggerCm: 100 }
    expect(evaluateCityMode(mode({ any: [depth] }), drifted, undefined, NOW).active).toBe(false)
    expect(evaluateCityMode(mode({ any: [h24] }), drifted, undefined, NOW).active).toBe(true)
  })

  test('only the points it names count', () => {
    const says = points({ h24: 30 }, { h24: 0 }, { h24: 0 })
    expect(evaluateCityMode(mode({ devices: ['p1'] }), says, undefined, NOW).active).toBe(true)
    expect(evaluateCityMode(mode({ devices: ['p2'] }), says, undefined, NOW).active).toBe(false)
  })
})

describe('a mode that is on', () => {
  const quiet = points({ h24: 1, h72: 2 })

  test('ends once no test has held for releaseH, to the millisecond', () => {
    const first = evaluateCityMode(mode(), quiet, state(), NOW)
    expect([first.active, first.clearingSinceMs]).toEqual([true, NOW])
    const almost = evaluateCityMode(mode(), pointsAt(quiet, NOW + 12 * HOUR_MS - 1), first, NOW + 12 * HOUR_MS - 1)
    expect([almost.active, almost.sinceMs]).toEqual([true, state().sinceMs])
    const then = NOW + 12 * HOUR_MS
    const done = evaluateCityMode(mode(), pointsAt(quiet, then), almost, then)
    expect(done).toMatchObject({ active: false, sinceMs: then, by: 'rule', clearingSinceMs: null })
  })

  test('begins to clear anew after a test held', () => {
    const clearing = state({ clearingSinceMs: NOW - 11 * HOUR_MS })
    expect(evaluateCityMode(mode(), points({ h24: 25 }), clearing, NOW).clearingSinceMs).toBeNull()
  })

  test('does not end while its points are silent, however long', () => {
    const clearing = state({ clearingSinceMs: NOW - 100 * HOUR_MS })
    expect(evaluateCityMode(mode(), points(SILENT, SILENT), clearing, NOW).active).toBe(true)
    // one that is known against one that is not: the silent one could make no majority
    expect(evaluateCityMode(mode(), points({ h24: 0 }, SILENT), clearing, NOW).active).toBe(false)
    expect(evaluateCityMode(mode({ vote: 1 }), points({ h24: 0 }, SILENT), clearing, NOW).active).toBe(true)
  })

  test('does not wait for a point under maintenance, but for one that is gone', () => {
    const clearing = state({ clearingSinceMs: NOW - 100 * HOUR_MS })
    const worked = { ...point('p2', SILENT), maintenance: true }
    const one = mode({ vote: 1, devices: ['p1', 'p2'] })
    expect(evaluateCityMode(one, [point('p1', {}), worked], clearing, NOW).active).toBe(false)
    expect(evaluateCityMode(one, [point('p1', {})], clearing, NOW).active).toBe(true)
  })
})

describe("an officer's word", () => {
  const until = NOW + HOUR_MS
  test.each([
    { name: 'on, though nothing lies', says: { h24: 0 }, declared: true, at: until - 1, active: true, by: 'officer' },
    { name: 'off, though it snows', says: { h24: 30 }, declared: false, at: until - 1, active: false, by: 'officer' },
    { name: 'on, its time over, nothing lies', says: { h24: 0 }, declared: true, at: until, active: false, by: 'rule' },
    { name: 'on, its time over, it snows', says: { h24: 30 }, declared: true, at: until, active: true, by: 'rule' },
    { name: 'on, its time over, nobody knows', says: SILENT, declared: true, at: until, active: true, by: 'rule' },
    { name: 'off, its time over, it snows', says: { h24: 30 }, declared: false, at: until, active: true, by: 'rule' },
    { name: 'off, its time over, nobody knows', says: SILENT, declared: false, at: until, active: false, by: 'rule' },
  ])('stands for its time: $name', ({ says, declared, at, active, by }) => {
    const before = state({ active: declared, by: 'officer', untilMs: until })
    expect(evaluateCityMode(mode(), [point('p1', says, at)], before, at)).toMatchObject({ active, by })
  })

  test('without an end stands for ever', () => {
    const before = state({ by: 'officer' })
    const at = NOW + 1000 * HOUR_MS
    expect(evaluateCityMode(mode(), [point('p1', {}, at)], before, at)).toMatchObject({ active: true, by: 'officer' })
  })

  test('is all that moves a mode without tests', () => {
    const plain = mode({ any: [] })
    expect(evaluateCityMode(plain, points({ h24: 99 }), undefined, NOW).active).toBe(false)
    expect(evaluateCityMode(plain, [], state({ by: 'officer' }), NOW).active).toBe(true)
  })
})

describe('laws', () => {
  const says = fc.oneof(fc.constant(SILENT), fc.record({ h24: fc.double({ min: 0, max: 50, noNaN: true }) }))
  const moment = fc.array(says, { minLength: 1, maxLength: 5 })
  const vote = fc.oneof(fc.constant('majority' as const), fc.integer({ min: 1, max: 3 }))
  const steps = fc.array(fc.record({ moment, minutes: fc.integer({ min: 1, max: 300 }) }), { maxLength: 80 })

  test('once on, it stays on for releaseH at least after a test last held: it never flickers faster', () => {
    fc.assert(
      fc.property(steps, vote, fc.integer({ min: 1, max: 6 }), (course, votes, releaseH) => {
        const one = mode({ any: [h24], vote: votes, releaseH })
        let before: CityModeState | undefined
        let lastHeldMs = Number.NEGATIVE_INFINITY
        let nowMs = NOW
        for (const step of course) {
          nowMs += step.minutes * MINUTE_MS
          const after = evaluateCityMode(
            one,
            step.moment.map((it, i) => point(`p${i}`, it, nowMs)),
            before,
            nowMs,
          )
          if (after.reasons.some((it) => it.code === 'mode-test' && it.verdict === 'yes')) lastHeldMs = nowMs
          if (before?.active && !after.active) expect(nowMs - lastHeldMs).toBeGreaterThan(releaseH * HOUR_MS)
          before = after
        }
      }),
    )
  })

  test('what is not known never ends a mode: silencing points only ever keeps it on', () => {
    fc.assert(
      fc.property(
        moment,
        vote,
        fc.infiniteStream(fc.boolean()),
        fc.option(fc.integer({ min: 0, max: 100 }), { nil: null }),
        (known, votes, silenced, clearH) => {
          const one = mode({ any: [h24], vote: votes, releaseH: 12 })
          const before = state({ clearingSinceMs: clearH === null ? null : NOW - clearH * HOUR_MS })
          const dark = known.map((it) => (silenced.next().value ? SILENT : it))
          const on = (all: readonly Says[]) => evaluateCityMode(one, points(...all), before, NOW).active
          if (on(known)) expect(on(dark)).toBe(true)
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('every reason has a sentence in both languages', () => {
    const { reasons } = evaluateCityMode(mode(), points({ h24: 1 }, SILENT), state({ clearingSinceMs: NOW }), NOW)
    const all = [...reasons, { code: 'mode-declared', active: true }, { code: 'mode-declaration-over' }] as const
    expect(all.map((it) => cityModeText(it, 'en'))).toMatchInlineSnapshot(`
      [
        "snowfall of 72 h at least 55.0 cm does not hold: 0 of 1 points say so, 1 are needed; the highest value is 0.0 cm; not known: p2",
        "snowfall of 24 h at least 25.0 cm does not hold: 0 of 1 points say so, 1 are needed; the highest value is 1.0 cm; not known: p2",
        "no test has held for 0 h; it ends after 12 h",
        "an officer has declared it on",
        "the officer’s declaration is over; the measured snow decides again",
      ]
    `)
    expect(all.map((it) => cityModeText(it, 'ja'))).toMatchInlineSnapshot(`
      [
        "72 時間降雪量 55.0 cm 以上を満たさない：有効な 1 点のうち 0 点（必要 1 点）、最大 0.0 cm、不明の観測点: p2",
        "24 時間降雪量 25.0 cm 以上を満たさない：有効な 1 点のうち 0 点（必要 1 点）、最大 1.0 cm、不明の観測点: p2",
        "どの条件も満たさない状態が 0 時間続いています（12 時間で解除）",
        "職員が発令しています",
        "職員の宣言は終了し、測定値による判定に戻りました",
      ]
    `)
  })
})

function pointsAt(views: readonly SensorView[], atMs: number): SensorView[] {
  return views.map((it) => ({ ...it, lastAcceptedAtMs: atMs }))
}
