import { describe, expect, test } from 'vitest'
import { evaluate } from '../../src/criteria/evaluate.ts'
import type { RuleInput } from '../../src/criteria/rule-schema.ts'
import type { Reason } from '../../src/domain/decision.ts'
import { MINUTE_MS } from '../../src/domain/time.ts'
import {
  ACTIVE,
  FIRED_MS,
  factsOf,
  held,
  NO_MEMORY,
  NOW_MS,
  outlook,
  ruled,
  tonight,
  view,
  weather,
} from '../support/criteria.ts'

const MEASURED: RuleInput = { kind: 'threshold', triggerCm: 10, releaseCm: 7 }
const EXPECTED: RuleInput = { kind: 'forecast', triggerCm: 10, releaseCm: 7 }
const EITHER: RuleInput = { kind: 'any', of: [MEASURED, EXPECTED] }
const BOTH: RuleInput = { kind: 'all', of: [MEASURED, EXPECTED] }

function codes(reasons: readonly Reason[]): Reason['code'][] {
  return reasons.map((it) => it.code)
}

describe('parts of a rule', () => {
  test.each([
    {
      name: 'any: measured, forecast missing',
      rule: EITHER,
      cm: 12,
      added: null,
      want: ['fire', false],
      says: ['at-or-above-trigger', 'no-outlook'],
    },
    {
      name: 'any: neither measured nor known',
      rule: EITHER,
      cm: 4,
      added: null,
      want: ['unknown', true],
      says: ['below-trigger', 'no-outlook'],
    },
    { name: 'any: expected only', rule: EITHER, cm: 4, added: 8, want: ['fire', false], says: ['forecast-reached'] },
    {
      name: 'any: neither',
      rule: EITHER,
      cm: 4,
      added: 1,
      want: ['hold', false],
      says: ['below-trigger', 'forecast-short'],
    },
    {
      name: 'all: measured, forecast missing',
      rule: BOTH,
      cm: 12,
      added: null,
      want: ['unknown', true],
      says: ['at-or-above-trigger', 'no-outlook'],
    },
    {
      name: 'all: not measured, forecast missing',
      rule: BOTH,
      cm: 4,
      added: null,
      want: ['hold', false],
      says: ['below-trigger'],
    },
    {
      name: 'all: both',
      rule: BOTH,
      cm: 12,
      added: 1,
      want: ['fire', false],
      says: ['at-or-above-trigger', 'forecast-reached'],
    },
    {
      name: 'all: measured, and melting',
      rule: BOTH,
      cm: 12,
      added: -6,
      want: ['hold', false],
      says: ['forecast-short'],
    },
  ] as const)('$name', ({ rule, cm, added, want, says }) => {
    const facts = factsOf(held([cm]), { outlook: added === null ? null : outlook({ added }) })
    const evaluation = evaluate(ruled(rule), facts, NO_MEMORY)
    expect([evaluation.result, evaluation.weak]).toEqual(want)
    expect(codes(evaluation.reasons)).toEqual(says)
  })

  test('any: a firing that needs the stale forecast is weak, one that does not is not', () => {
    const stale = outlook({ added: 8, degraded: ['stale-forecast'] })
    expect(evaluate(ruled(EITHER), factsOf(held([4]), { outlook: stale }), NO_MEMORY)).toMatchObject({
      result: 'fire',
      weak: true,
    })
    expect(evaluate(ruled(EITHER), factsOf(held([12]), { outlook: stale }), NO_MEMORY)).toMatchObject({
      result: 'fire',
      weak: false,
    })
  })

  test('a part that cannot change the answer is not foretold', () => {
    let asked = 0
    const facts = {
      ...factsOf(held([4])),
      outlook: () => {
        asked++
        return outlook()
      },
    }
    evaluate(ruled(BOTH), facts, NO_MEMORY)
    expect(asked).toBe(0)
    evaluate(ruled(EITHER), facts, NO_MEMORY)
    expect(asked).toBe(1)
  })

  test('what speaks against one sensor is told once', () => {
    const sensors = [...held([12]), view([12], { device: 'z', suspect: true })]
    const evaluation = evaluate(ruled(BOTH), factsOf(sensors, { outlook: outlook() }), NO_MEMORY)
    expect(codes(evaluation.reasons)).toEqual(['at-or-above-trigger', 'forecast-reached', 'sensor-suspect'])
  })

  test('while it holds: any releases when no part holds, all when one does not', () => {
    const at = (rule: RuleInput, cm: number, added: number) =>
      evaluate(ruled(rule), factsOf(held([cm]), { outlook: outlook({ added }) }), ACTIVE).result
    expect(at(EITHER, 8, -2)).toBe('hold')
    expect(at(EITHER, 6, 1)).toBe('hold')
    expect(at(EITHER, 6, 0)).toBe('release')
    expect(at(BOTH, 8, -2)).toBe('release')
    expect(at(BOTH, 8, 0)).toBe('hold')
  })

  test('while it holds: unknown releases nothing', () => {
    expect(evaluate(ruled(EITHER), factsOf(held([0])), ACTIVE)).toMatchObject({ result: 'unknown', clearing: false })
  })
})

describe('release after a time', () => {
  const criterion = ruled(MEASURED, { releaseSustainMin: 30 })
  const since = (ms: number | null) => ({ activeSinceMs: FIRED_MS, clearingSinceMs: ms })

  test.each([
    { name: 'has just ceased', since: null, want: ['hold', true], clearingMin: 0 },
    { name: '1 ms short', since: NOW_MS - 30 * MINUTE_MS + 1, want: ['hold', true], clearingMin: 30 - 1 / MINUTE_MS },
  ])('$name', ({ since: ms, want, clearingMin }) => {
    const evaluation = evaluate(criterion, factsOf(held([2])), since(ms))
    expect([evaluation.result, evaluation.clearing]).toEqual(want)
    expect(evaluation.reasons[0]).toEqual({ code: 'clearing', clearingMin, sustainMin: 30 })
    expect(evaluation.reasons[1]?.code).toBe('below-release')
  })

  test('exactly long enough releases', () => {
    expect(evaluate(criterion, factsOf(held([2])), since(NOW_MS - 30 * MINUTE_MS))).toMatchObject({
      result: 'release',
      clearing: false,
      reasons: [{ code: 'below-release' }],
    })
  })

  test('holding again, or not knowing, ends the clearing', () => {
    const long = since(NOW_MS - 100 * MINUTE_MS)
    expect(evaluate(criterion, factsOf(held([8])), long)).toMatchObject({ result: 'hold', clearing: false })
    expect(evaluate(criterion, factsOf([]), long)).toMatchObject({ result: 'unknown', clearing: false })
  })

  test('a pass need not last', () => {
    const plowed = held([0], { passAtMs: FIRED_MS + 1 })
    const deep = held([8], { passAtMs: FIRED_MS + 1 })
    expect(evaluate(criterion, factsOf(deep), since(null))).toMatchObject({
      result: 'release',
      reasons: [{ code: 'plowed-since' }],
    })
    expect(evaluate(criterion, factsOf(plowed), since(null)).result).toBe('hold')
  })
})

describe('decision times', () => {
  const criterion = ruled(MEASURED, { decideAt: { cron: ['0 0 * * *', '30 4 * * *'], windowMin: 30 } })
  const at = (hhmm: string, shiftMs = 0, cm = 12, memory = NO_MEMORY) => {
    const nowMs = tonight(hhmm) + shiftMs
    return evaluate(criterion, factsOf(held([cm], { nowMs }), { nowMs }), memory)
  }

  test.each([
    { name: '1 ms before midnight in Japan', hhmm: '00:00', shiftMs: -1, want: 'hold', next: '01-21 00:00' },
    { name: 'midnight itself', hhmm: '00:00', shiftMs: 0, want: 'fire' },
    { name: 'the last millisecond of the window', hhmm: '00:30', shiftMs: -1, want: 'fire' },
    { name: 'the end of the window', hhmm: '00:30', shiftMs: 0, want: 'hold', next: '01-21 04:30' },
    { name: 'the second time', hhmm: '04:45', shiftMs: 0, want: 'fire' },
    { name: 'after the last of the night', hhmm: '05:00', shiftMs: 0, want: 'hold', next: '01-22 00:00' },
  ])('$name: $want', ({ hhmm, shiftMs, want, next }) => {
    const evaluation = at(hhmm, shiftMs)
    expect(evaluation.result).toBe(want)
    if (next === undefined) expect(codes(evaluation.reasons)).toEqual(['at-or-above-trigger'])
    else {
      expect(evaluation.reasons[0]).toMatchObject({ code: 'waits-for-decision-time', nextLocal: next })
      expect(evaluation.reasons[1]?.code).toBe('at-or-above-trigger')
    }
  })

  test('what does not hold does not wait', () => {
    expect(codes(at('22:00', 0, 4).reasons)).toEqual(['below-trigger'])
  })

  test('releases at any time', () => {
    expect(at('22:00', 0, 1, ACTIVE).result).toBe('release')
  })
})

describe('suppressors', () => {
  const suppressed = (
    suppressors: NonNullable<Parameters<typeof ruled>[1]>['suppressors'],
    change: Parameters<typeof factsOf>[1],
    memory = NO_MEMORY,
  ) => evaluate(ruled(MEASURED, { suppressors: suppressors ?? [] }), factsOf(held([12]), change), memory)

  test('a firing held back is hold, and says by what and why it would fire', () => {
    const evaluation = suppressed([{ kind: 'rain', rainMm: 3, withinH: 6 }], { weather: weather({ rainMm: 1 }) })
    expect(evaluation).toMatchObject({ result: 'hold', weak: false, forecastRunId: 'run-w' })
    expect(evaluation.reasons).toMatchObject([
      { code: 'suppressed', by: { kind: 'rain', rainMm: 6, limitMm: 3, withinH: 6 } },
      { code: 'at-or-above-trigger' },
    ])
  })

  test.each([
    { name: 'no forecast', weather: null, because: 'no-forecast' },
    { name: 'a stale one', weather: weather({ rainMm: 9, stale: true }), because: 'stale-forecast' },
    { name: 'one that does not say', weather: weather({ rainMm: null }), because: 'incomplete-forecast' },
    { name: 'one that is too short', weather: weather({ rainMm: 9, hours: 5 }), because: 'incomplete-forecast' },
  ])('$name holds nothing back, but is doubt', ({ weather: ahead, because }) => {
    const evaluation = suppressed([{ kind: 'rain' }], { weather: ahead })
    expect(evaluation).toMatchObject({ result: 'fire', weak: true })
    expect(evaluation.reasons[1]).toEqual({ code: 'suppressor-unknown', suppressor: 'rain', because })
  })

  test('what one does not know another may still hold back', () => {
    const evaluation = suppressed([{ kind: 'rain' }, { kind: 'too-late', marginMin: 360 }], {
      weather: null,
      plowMinutes: 300,
    })
    expect(codes(evaluation.reasons)).toEqual(['suppressed', 'at-or-above-trigger', 'suppressor-unknown'])
  })

  test('what has fired is not taken back', () => {
    const evaluation = suppressed([{ kind: 'rain' }], { weather: weather({ rainMm: 9 }) }, ACTIVE)
    expect(codes(evaluation.reasons)).toEqual(['still-above-release'])
  })

  test('nothing is asked while nothing fires', () => {
    const facts = {
      ...factsOf(held([1])),
      weather: () => {
        throw new Error('asked')
      },
    }
    expect(evaluate(ruled(MEASURED, { suppressors: [{ kind: 'rain' }] }), facts, NO_MEMORY).result).toBe('hold')
  })
})
