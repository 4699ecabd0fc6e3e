import { describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../src/domain/time.ts'
import { criteriaOf } from '../../src/replay/criteria-file.ts'
import { Calendar, type ReplayPlan } from '../../src/replay/plan.ts'
import { runReplay } from '../../src/replay/run.ts'
import { at, over, reading } from '../support/sensor.ts'
import { memoryHistory, PLAN } from './memory-history.ts'

const CRITERION = {
  id: 'd10',
  scope: 'authority',
  mode: 'automatic',
  level: 'dispatch',
  rule: { kind: 'threshold', triggerCm: 10 },
} as const

const set = (...change: object[]) =>
  criteriaOf(
    change.map((it) => ({ ...CRITERION, ...it })),
    'town',
  )

/** Bare until `fromMin`, then a centimetre each ten minutes up to 18 cm. */
const snowfall = (fromMin: number, change: (minute: number) => object = () => ({})) =>
  Array.from({ length: 61 }, (_, index) => {
    const minute = index * 10
    const depthCm = Math.min(18, Math.max(0, (minute - fromMin) / 10))
    return reading(minute, { ...over(depthCm), ...change(minute) })
  })

const replay = (readings: ReturnType<typeof snowfall>, plan: Partial<ReplayPlan>, more: object = {}) =>
  runReplay(memoryHistory({ readings: new Map([['r1-a', readings]]), ...more }), { ...PLAN, ...plan })

describe('what would have been called', () => {
  test('a fall early in the night: one call, plowed before the deadline', async () => {
    const result = await replay(snowfall(60), { criteria: set({}) })
    expect(result.total).toMatchObject({
      calls: { dispatch: 1, standby: 0 },
      plowHours: 0.67,
      deadlines: { met: 1, missed: 0, unknown: 0, startedTooLate: 0 },
      unknownHours: 0,
      judgedHours: 10,
    })
    const [call] = result.routes[0]?.calls ?? []
    expect(call).toMatchObject({ approval: 'none', end: 'plowed', reasons: [{ code: 'at-or-above-trigger' }] })
    // 10 cm stood at 160 min, the level is a median that lags, and it must stand for 20 min.
    expect(call?.calledAtMs).toBeGreaterThanOrEqual(at(180))
    expect(call?.calledAtMs).toBeLessThanOrEqual(at(210))
  })

  test('a lower trigger calls earlier, and support mode waits for an officer', async () => {
    const [ten, six] = [
      await replay(snowfall(60), { criteria: set({}) }),
      await replay(snowfall(60), {
        criteria: set({ mode: 'support', rule: { kind: 'threshold', triggerCm: 6 } }),
      }),
    ]
    const calledAt = (it: typeof ten) => it.routes[0]?.calls[0]?.calledAtMs ?? 0
    expect(calledAt(ten) - calledAt(six)).toBeCloseTo(40 * MINUTE_MS, -6)
    expect(six.routes[0]?.calls[0]).toMatchObject({ approval: 'support' })
  })

  test('what came in late was not known before', async () => {
    const late = snowfall(60, (minute) => (minute > 100 && minute < 400 ? { receivedAtMs: at(400) } : {}))
    const result = await replay(late, { criteria: set({}) })
    expect(result.routes[0]?.calls[0]?.calledAtMs).toBe(at(400))
    expect(result.total.unknownHours).toBeGreaterThan(3)
  })

  test('snow that stands at the deadline without a call is a miss', async () => {
    const blind = set({ rule: { kind: 'threshold', triggerCm: 30 } })
    const result = await replay(snowfall(60), { criteria: blind, needCm: 10, toMs: at(700) })
    expect(result.total.calls.dispatch).toBe(0)
    expect(result.total.standing.missed + result.total.standing.unknown).toBe(1)
    const seen = await replay([...snowfall(60), reading(605, over(18))], { criteria: blind, needCm: 10, toMs: at(620) })
    expect(seen.total.standing).toEqual({ missed: 1, clear: 0, unknown: 0 })
    const own = await replay([...snowfall(60), reading(605, over(18))], { criteria: blind, toMs: at(620) })
    expect(own.total.standing).toEqual({ missed: 0, clear: 1, unknown: 0 })
  })

  test('a silence keeps it from calling, a maintenance window makes the sensor unknown', async () => {
    const silence = {
      id: 's',
      authorityId: 'town',
      fromMs: at(-10),
      toMs: at(700),
      reason: 'test',
      createdBy: 'user:x',
      createdAtMs: at(-10),
      endedAtMs: null,
    }
    const scoped = { ...silence, target: { kind: 'scope', scope: { kind: 'route', id: 'r1' } } }
    expect((await replay(snowfall(60), { criteria: set({}) }, { silences: [scoped] })).total.calls.dispatch).toBe(0)
    const worked = { ...silence, target: { kind: 'device', device: 'r1-a' } }
    const result = await replay(snowfall(60), { criteria: set({}) }, { silences: [worked] })
    expect(result.total).toMatchObject({ calls: { dispatch: 0 }, unknownHours: 10 })
  })

  test('what held before the span is not called anew within it', async () => {
    const result = await replay(snowfall(-200), { criteria: set({}), fromMs: at(200) })
    expect(result.total.calls.dispatch).toBe(0)
  })

  test('a recorded pass completes the call, and is not plowed twice', async () => {
    const pass = { atMs: at(230), source: 'contractor', recordedAtMs: at(231) }
    const result = await replay(snowfall(60), { criteria: set({}) }, { passes: [pass] })
    expect(result.routes[0]?.calls[0]).toMatchObject({ end: 'recorded-pass', endedAtMs: at(230) })
  })

  test('the same plan twice gives the same, and progress only grows to 1', async () => {
    const shares: number[] = []
    const readings = new Map([['r1-a', snowfall(60)]])
    const plan = { ...PLAN, criteria: set({}) }
    const one = await runReplay(memoryHistory({ readings }), plan, { onProgress: ({ share }) => shares.push(share) })
    expect(await runReplay(memoryHistory({ readings }), plan)).toEqual(one)
    expect(shares.at(-1)).toBe(1)
    expect([...shares].sort((a, b) => a - b)).toEqual(shares)
  })
})

test('a criterion of a city-wide mode is in force while the mode is on', async () => {
  const mode = {
    id: 'deep',
    authorityId: 'town',
    name: '豪雪',
    devices: [],
    vote: 'majority',
    any: [{ kind: 'depth', comparison: 'at-least', triggerCm: 8 }],
    releaseH: 1,
    priorities: {},
  }
  const criteria = set({ rule: { kind: 'threshold', triggerCm: 15 } }, { id: 'early', cityMode: 'deep' })
  const result = await replay(snowfall(60), { criteria }, { cityModes: [mode] })
  expect(result.modes).toMatchObject([{ modeId: 'deep', active: true }])
  const [on] = result.modes
  expect(on?.atMs).toBeGreaterThanOrEqual(at(140))
  expect(on?.atMs).toBeLessThanOrEqual(at(160))
  expect(result.routes[0]?.calls).toMatchObject([{ criterionId: 'early' }])
  const without = await replay(snowfall(60), { criteria }, { cityModes: [] })
  expect(without.routes[0]?.calls).toMatchObject([{ criterionId: 'd10' }])
})

test('criteria hold on their days of the local calendar', () => {
  const dated = set({ effective: { from: '2026-01-21', to: '2026-01-21' } })
  const calendar = new Calendar(dated, 'Asia/Tokyo')
  const on = (time: string) => calendar.effectiveAt(Date.parse(time)).length
  expect([
    on('2026-01-20T14:59:00Z'),
    on('2026-01-20T15:00:00Z'),
    on('2026-01-21T14:59:00Z'),
    on('2026-01-21T15:00:00Z'),
  ]).toEqual([0, 1, 1, 0])
})

test('time without any criterion in force is told apart', async () => {
  const result = await replay(snowfall(60), { criteria: set({ effective: { from: '2026-01-21', to: null } }) })
  // Local midnight is 180 min into the span.
  expect(result.total).toMatchObject({ withoutCriterionHours: 3, judgedHours: 7 })
})

test.each([
  { name: 'a second with the same id', input: [CRITERION, CRITERION], field: 'criteria[1].id' },
  { name: 'none', input: [], field: 'criteria' },
  { name: 'one that is wrong', input: { ...CRITERION, level: 'gallop' }, field: 'level' },
])('a set is refused with what is wrong: $name', ({ input, field }) => {
  expect(() => criteriaOf(input, 'town')).toThrow(
    expect.objectContaining({ code: 'request-invalid', problems: [expect.objectContaining({ field })] }),
  )
})
