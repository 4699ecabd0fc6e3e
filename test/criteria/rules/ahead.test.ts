import { describe, expect, test } from 'vitest'
import { evaluate } from '../../../src/criteria/evaluate.ts'
import { HOUR_MS } from '../../../src/domain/time.ts'
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
} from '../../support/criteria.ts'

const FORECAST = { kind: 'forecast', triggerCm: 10 } as const
const PROBABILITY = { kind: 'probability', triggerCm: 10, probability: 0.4 } as const

describe('forecast', () => {
  test.each([
    { comparison: 'at-least', added: 5.9, want: ['hold', 'forecast-short'] },
    { comparison: 'at-least', added: 6, want: ['fire', 'forecast-reached'] },
    { comparison: 'above', added: 6, want: ['hold', 'forecast-short'] },
    { comparison: 'above', added: 6.1, want: ['fire', 'forecast-reached'] },
  ] as const)('4 cm and $added cm to come, $comparison 10 cm: $want', ({ comparison, added, want: [result, code] }) => {
    const facts = factsOf(held([4]), { outlook: outlook({ added }) })
    const evaluation = evaluate(ruled({ ...FORECAST, comparison }), facts, NO_MEMORY)
    expect(evaluation).toMatchObject({ result, weak: false, forecastRunId: 'run-1' })
    expect(evaluation.reasons).toMatchObject([
      { code, valueCm: 4 + added, quantile: 'p50', by: 'deadline', byAtMs: tonight('07:00'), byLocal: '07:00' },
    ])
  })

  test.each([
    ['p10', 8],
    ['p25', 9],
    ['p50', 10],
    ['p75', 11],
    ['p90', 12],
  ] as const)('%s is what is held against the trigger', (quantile, valueCm) => {
    const facts = factsOf(held([4]), { outlook: outlook({ added: 6 }) })
    expect(evaluate(ruled({ ...FORECAST, quantile }), facts, NO_MEMORY).reasons).toMatchObject([{ quantile, valueCm }])
  })

  test('added: what lies already does not count; settling is not negative snow', () => {
    const rule = { ...FORECAST, quantity: 'added', triggerCm: 3 } as const
    const of = (added: number) => evaluate(ruled(rule), factsOf(held([50]), { outlook: outlook({ added }) }), NO_MEMORY)
    expect(of(3)).toMatchObject({ result: 'fire', reasons: [{ valueCm: 3 }] })
    expect(of(2.9)).toMatchObject({ result: 'hold', reasons: [{ valueCm: 2.9 }] })
    expect(of(-4)).toMatchObject({ result: 'hold', reasons: [{ valueCm: 0 }] })
  })

  test('the level is the median of the sensors and what is to come', () => {
    const facts = factsOf(held([3, 5, 6]), { outlook: outlook({ added: 5 }) })
    expect(evaluate(ruled(FORECAST), facts, NO_MEMORY).reasons).toMatchObject([{ valueCm: 10 }])
  })

  test.each([
    { added: 3, want: ['hold', 'forecast-above-release'] },
    { added: 2.9, want: ['release', 'forecast-below-release'] },
  ])('while it holds, 4 cm and $added cm: $want', ({ added, want: [result, code] }) => {
    const facts = factsOf(held([4]), { outlook: outlook({ added }) })
    expect(evaluate(ruled(FORECAST), facts, ACTIVE)).toMatchObject({ result, reasons: [{ code, releaseCm: 7 }] })
  })

  test('a pass ends a level, which begins anew, and not what is still to come', () => {
    const facts = factsOf([view([0, 0], { passAtMs: FIRED_MS + 1 })], { outlook: outlook({ added: 20 }) })
    expect(evaluate(ruled(FORECAST), facts, ACTIVE)).toMatchObject({
      result: 'release',
      reasons: [{ code: 'plowed-since' }],
    })
    expect(evaluate(ruled({ ...FORECAST, quantity: 'added' }), facts, ACTIVE).result).toBe('hold')
  })
})

describe('probability', () => {
  test.each([
    { probability: 0.3999, want: ['hold', 'probability-short'] },
    { probability: 0.4, want: ['fire', 'probability-reached'] },
  ])('$probability at 0.4: $want', ({ probability, want: [result, code] }) => {
    const facts = factsOf(held([4]), { outlook: outlook({ probability }) })
    const evaluation = evaluate(ruled(PROBABILITY), facts, NO_MEMORY)
    expect(evaluation).toMatchObject({ result, weak: false, forecastRunId: 'run-1' })
    expect(evaluation.reasons).toMatchObject([{ code, probability, neededProbability: 0.4, triggerCm: 10 }])
  })

  test('asks for its own measure, amount and moment', () => {
    const asked: unknown[] = []
    const facts = factsOf(held([4]), {
      outlook: outlook({
        probability: (byMs, measure, cm) => {
          asked.push([byMs, measure, cm])
          return 1
        },
      }),
    })
    evaluate(ruled({ ...PROBABILITY, measure: 'new-snow', by: '3h' }), facts, NO_MEMORY)
    expect(asked).toEqual([[NOW_MS + 3 * HOUR_MS, 'new-snow', 10]])
  })

  test('cost and loss give the probability', () => {
    const rule = { kind: 'probability', triggerCm: 10, costLoss: { cost: 1, loss: 4 } } as const
    const of = (probability: number) =>
      evaluate(ruled(rule), factsOf(held([4]), { outlook: outlook({ probability }) }), NO_MEMORY)
    expect(of(0.25)).toMatchObject({ result: 'fire', reasons: [{ costLoss: { cost: 1, loss: 4 } }] })
    expect(of(0.2499).result).toBe('hold')
  })

  test('is off 0.15 below for two cycles', () => {
    const criterion = ruled(PROBABILITY)
    const of = (probability: number, clearingMin: number | null) =>
      evaluate(criterion, factsOf(held([4]), { outlook: outlook({ probability }) }), {
        activeSinceMs: FIRED_MS,
        clearingSinceMs: clearingMin === null ? null : NOW_MS - clearingMin * 60_000,
      })
    expect(of(0.25, null)).toMatchObject({ result: 'hold', clearing: false })
    expect(of(0.249, null)).toMatchObject({ result: 'hold', clearing: true })
    expect(of(0.249, 10)).toMatchObject({ result: 'hold', clearing: true })
    expect(of(0.249, 20)).toMatchObject({ result: 'release', clearing: false })
    expect(of(0.25, 20)).toMatchObject({ result: 'hold', clearing: false })
  })
})

describe.each([
  { name: 'forecast', rule: FORECAST },
  { name: 'probability', rule: PROBABILITY },
])('$name: what is missing is unknown, never "no snow to come"', ({ rule }) => {
  const sure = outlook({ added: 50, probability: 1 })

  test.each([
    { name: 'no outlook', change: {}, code: 'no-outlook' },
    { name: 'no deadline', change: { outlook: sure, deadline: null }, code: 'no-deadline' },
  ])('$name', ({ change, code }) => {
    for (const memory of [NO_MEMORY, ACTIVE]) {
      const evaluation = evaluate(ruled(rule), factsOf(held([4]), change), memory)
      expect(evaluation).toMatchObject({ result: 'unknown', weak: true, clearing: false, reasons: [{ code }] })
    }
  })

  test('further ahead than is foretold is too early to ask, and releases nothing', () => {
    const facts = factsOf(held([4]), { outlook: sure, deadline: '10:01' })
    const reasons = [{ code: 'beyond-horizon' }]
    expect(evaluate(ruled(rule), facts, NO_MEMORY)).toMatchObject({ result: 'hold', weak: false, reasons })
    expect(evaluate(ruled(rule), facts, ACTIVE)).toMatchObject({ result: 'unknown', clearing: false, reasons })
  })

  test('exactly as far as is foretold is told', () => {
    const facts = factsOf(held([4]), { outlook: sure, deadline: '10:00' })
    expect(evaluate(ruled(rule), facts, NO_MEMORY).result).toBe('fire')
  })

  test.each(['no-forecast', 'stale-forecast'] as const)('%s: weak, and says so', (mode) => {
    const facts = factsOf(held([4]), { outlook: outlook({ added: 50, probability: 1, degraded: [mode], runId: null }) })
    const evaluation = evaluate(ruled(rule), facts, NO_MEMORY)
    expect(evaluation).toMatchObject({ result: 'fire', weak: true, forecastRunId: null })
    expect(evaluation.reasons[1]).toEqual({ code: mode })
  })

  test('an unknown air temperature only widens the prediction', () => {
    const facts = factsOf(held([4]), { outlook: outlook({ added: 50, probability: 1, degraded: ['no-temperature'] }) })
    expect(evaluate(ruled(rule), facts, NO_MEMORY)).toMatchObject({ result: 'fire', weak: false })
  })

  test('the sensors’ quorum applies', () => {
    const few = evaluate(ruled({ ...rule, minSensors: 2 }), factsOf(held([4]), { outlook: sure }), NO_MEMORY)
    expect(few).toMatchObject({ result: 'unknown', reasons: [{ code: 'too-few-sensors', usable: 1, needed: 2 }] })
    const enough = evaluate(ruled({ ...rule, minSensors: 2 }), factsOf(held([4, 4]), { outlook: sure }), NO_MEMORY)
    expect(enough).toMatchObject({ result: 'fire', weak: false })
  })

  test('a sensor in doubt makes it weak', () => {
    const sensors = [...held([4, 4]), view([4], { device: 'z', suspect: true })]
    const evaluation = evaluate(ruled(rule), factsOf(sensors, { outlook: sure }), NO_MEMORY)
    expect(evaluation).toMatchObject({ result: 'fire', weak: true })
    expect(evaluation.reasons[1]).toEqual({ code: 'sensor-suspect', device: 'z' })
  })
})

test.each([
  { by: '07:00', at: '06:59', local: '07:00', hours: 1 / 60 },
  { by: '07:00', at: '22:00', local: '07:00', hours: 9 },
  { by: '6h', at: '22:00', local: '04:00', hours: 6 },
  { by: '12h', at: '22:00', local: '10:00', hours: 12 },
])('by $by at $at is $local', ({ by, at, local, hours }) => {
  const nowMs = tonight(at)
  const facts = factsOf(held([4], { nowMs }), { nowMs, outlook: outlook({ nowMs }) })
  expect(evaluate(ruled({ ...FORECAST, by }), facts, NO_MEMORY).reasons).toMatchObject([
    { byLocal: local, byAtMs: nowMs + hours * HOUR_MS },
  ])
})
