import { describe, expect, test } from 'vitest'
import {
  type Evaluation,
  evaluate as evaluateCriterion,
  type SensorView,
  sensorStatus,
} from '../../../src/criteria/evaluate.ts'
import type { ThresholdRule } from '../../../src/domain/criterion.ts'
import type { DecisionResult, Reason } from '../../../src/domain/decision.ts'
import { ACTIVE, FIRED_MS, factsOf, held as heldAll, NO_MEMORY, NOW_MS, view } from '../../support/criteria.ts'
import { criterion } from '../../support/district.ts'

/** Sensors that have held these values for 20 min, the default time to be sustained. */
function held(...valuesCm: number[]): SensorView[] {
  return heldAll(valuesCm)
}

function evaluate(
  sensors: readonly SensorView[],
  rule: Partial<ThresholdRule> = {},
  active = false,
  nowMs = NOW_MS,
): Evaluation {
  return evaluateCriterion(criterion({ rule }), factsOf(sensors, { nowMs }), active ? ACTIVE : NO_MEMORY)
}

function codes(evaluation: Evaluation): Reason['code'][] {
  return evaluation.reasons.map((it) => it.code)
}

interface Case {
  readonly name: string
  readonly sensors: readonly SensorView[]
  readonly rule?: Partial<ThresholdRule>
  readonly active?: boolean
  readonly want: readonly [DecisionResult, ...Reason['code'][]]
}

describe('while it does not hold', () => {
  test.each<Case>([
    {
      name: 'exactly the trigger, exactly sustained',
      sensors: [view([10, 10, 10])],
      want: ['fire', 'at-or-above-trigger'],
    },
    { name: 'just below the trigger', sensors: [view([11, 11, 9.999])], want: ['hold', 'below-trigger'] },
    { name: 'a minute short', sensors: [view([10, 10, 10], { stepMin: 9.5 })], want: ['hold', 'not-yet-sustained'] },
    { name: 'a break begins it anew', sensors: [view([12, 12, 9.9, 12, 12])], want: ['hold', 'not-yet-sustained'] },
    {
      name: 'sustained before the break is forgotten',
      sensors: [view([12, 12, 12, 9, 12])],
      want: ['hold', 'not-yet-sustained'],
    },
    {
      name: 'no time to sustain',
      sensors: [view([10])],
      rule: { sustainMin: 0 },
      want: ['fire', 'at-or-above-trigger'],
    },
    { name: 'one of two is no majority', sensors: held(12, 8), want: ['hold', 'vote-not-reached'] },
    {
      name: 'two at the trigger, one of them not long enough',
      sensors: [...held(12), view([8, 12, 12], { device: 's2' })],
      want: ['hold', 'not-yet-sustained'],
    },
    { name: 'nothing anywhere', sensors: held(0, 0), want: ['hold', 'below-trigger'] },
  ])('$name', ({ sensors, rule, want }) => {
    const evaluation = evaluate(sensors, rule)
    expect([evaluation.result, ...codes(evaluation)]).toEqual(want)
    expect(evaluation.weak).toBe(false)
  })

  test('the reason carries the figures', () => {
    const evaluation = evaluate([
      view([11, 11, 11, 11.5], { device: 'a' }),
      view([12, 12, 12], { device: 'b' }),
      ...held(9),
    ])
    expect(evaluation.reasons).toEqual([
      {
        code: 'at-or-above-trigger',
        measure: 'depth-since-pass',
        valueCm: 11.75,
        triggerCm: 10,
        sustainedMin: 20,
        voting: 2,
        usable: 3,
      },
    ])
  })

  test.each([
    ['depth', 30],
    ['depth-since-pass', 12],
    ['new-snow', 15],
  ] as const)('%s is what the criterion measures', (measure, valueCm) => {
    const history = [0, 10, 20].map((minutes) => ({
      atMs: NOW_MS - (20 - minutes) * 60_000,
      depthCm: 30,
      depthSincePassCm: 12,
      newSnowCm: 15,
    }))
    const sensor = { ...view([0]), history }
    expect(evaluate([sensor], { measure, triggerCm: valueCm }).result).toBe('fire')
    expect(evaluate([sensor], { measure, triggerCm: valueCm + 0.1 }).reasons).toMatchObject([{ measure, valueCm }])
    expect(evaluate([sensor], { measure, triggerCm: valueCm + 0.1 }).result).toBe('hold')
  })
})

describe('the vote', () => {
  test.each<{ usable: number; vote: ThresholdRule['vote']; needed: number }>([
    { usable: 1, vote: 'majority', needed: 1 },
    { usable: 2, vote: 'majority', needed: 2 },
    { usable: 3, vote: 'majority', needed: 2 },
    { usable: 4, vote: 'majority', needed: 3 },
    { usable: 1, vote: 1, needed: 1 },
    { usable: 2, vote: 1, needed: 1 },
    { usable: 4, vote: 1, needed: 1 },
    { usable: 3, vote: 2, needed: 2 },
    { usable: 4, vote: 3, needed: 3 },
    { usable: 4, vote: 4, needed: 4 },
  ])('$vote of $usable: $needed fire, one fewer does not', ({ usable, vote, needed }) => {
    const voters = (count: number) => held(...Array.from({ length: usable }, (_, index) => (index < count ? 12 : 8)))
    expect(evaluate(voters(needed), { vote }).result).toBe('fire')
    const short = evaluate(voters(needed - 1), { vote })
    expect(short.result).toBe('hold')
    if (needed > 1) expect(short.reasons).toEqual([{ code: 'vote-not-reached', voting: needed - 1, needed, usable }])
  })

  test('counts usable sensors only: the silent neither vote nor are outvoted', () => {
    const silent = view([0, 0, 0], { device: 'z', ageMin: 46 })
    expect(evaluate([...held(12), silent])).toMatchObject({ result: 'fire', weak: true })
  })
})

describe('while it holds', () => {
  test.each<Case>([
    { name: 'exactly the release value is not below it', sensors: held(3), want: ['hold', 'still-above-release'] },
    { name: 'below it', sensors: held(2.999), want: ['release', 'below-release'] },
    { name: 'one sensor still above it', sensors: held(0, 3.5), want: ['hold', 'still-above-release'] },
    { name: 'all below it', sensors: held(0, 2.9), want: ['release', 'below-release'] },
    { name: 'it does not fire again', sensors: held(50, 50), want: ['hold', 'still-above-release'] },
    {
      name: 'one low value is enough: release is not sustained',
      sensors: [view([12, 12, 1])],
      want: ['release', 'below-release'],
    },
  ])('$name', ({ sensors, want }) => {
    const evaluation = evaluate(sensors, {}, true)
    expect([evaluation.result, ...codes(evaluation)]).toEqual(want)
  })
})

describe('which sensors take part', () => {
  test.each([
    { name: 'one silent for exactly the stale time', sensor: view([12, 12, 12], { ageMin: 45 }), want: 'ok' },
    { name: 'not one silent for longer', sensor: view([12, 12, 12], { ageMin: 45.01 }), want: 'stale' },
    {
      name: 'not one whose latest readings are suspect',
      sensor: view([12, 12, 12], { suspect: true }),
      want: 'suspect',
    },
    { name: 'silence weighs more than suspicion', sensor: view([12], { suspect: true, ageMin: 50 }), want: 'stale' },
    { name: 'not one that never spoke', sensor: view([]), want: 'no-data' },
  ])('$name', ({ sensor, want }) => {
    expect(sensorStatus(sensor, 45, NOW_MS)).toBe(want)
    expect(evaluate([sensor]).result).toBe(want === 'ok' ? 'fire' : 'unknown')
  })

  test.each<{ name: string; sensors: SensorView[]; rule: Partial<ThresholdRule>; needed: number; usable: number }>([
    { name: 'none at all', sensors: [], rule: {}, usable: 0, needed: 1 },
    { name: 'fewer than asked for', sensors: held(12), rule: { minSensors: 2 }, usable: 1, needed: 2 },
    { name: 'fewer than must vote', sensors: held(12, 12), rule: { vote: 3 }, usable: 2, needed: 3 },
  ])('$name: unknown, which is never "no snow"', ({ sensors, rule, usable, needed }) => {
    for (const active of [false, true]) {
      const evaluation = evaluate(sensors, rule, active)
      expect(evaluation).toEqual({
        result: 'unknown',
        weak: true,
        clearing: false,
        forecastRunId: null,
        reasons: [{ code: 'too-few-sensors', usable, needed }],
      })
    }
  })

  test('exactly as many as asked for decide', () => {
    expect(evaluate(held(12, 12), { minSensors: 2 }).result).toBe('fire')
  })

  test('stale input neither fires nor releases, however long it lasts', () => {
    for (const minutes of [46, 600, 100_000]) {
      const nowMs = NOW_MS + minutes * 60_000
      expect(evaluate(held(50), {}, false, nowMs).result).toBe('unknown')
      expect(evaluate(held(0), {}, true, nowMs).result).toBe('unknown')
    }
  })

  test('every one left out is named', () => {
    const sensors = [
      ...held(12),
      view([12], { device: 'mute', ageMin: 50 }),
      view([], { device: 'new' }),
      view([12], { device: 'odd', suspect: true }),
    ]
    expect(evaluate(sensors).reasons.slice(1)).toEqual([
      { code: 'sensor-stale', device: 'mute', silentMin: 50 },
      { code: 'sensor-stale', device: 'new', silentMin: null },
      { code: 'sensor-suspect', device: 'odd' },
    ])
  })
})

describe('the evidence is weak', () => {
  test.each([
    { name: 'not when all agree', sensors: held(12, 13), weak: false },
    { name: 'not exactly at the limit of disagreement', sensors: held(12, 20), weak: false },
    { name: 'beyond it', sensors: held(12, 20.1), weak: true },
    { name: 'when one is silent', sensors: [...held(12), view([12], { device: 'z', ageMin: 60 })], weak: true },
    { name: 'when one is suspect', sensors: [...held(12), view([12], { device: 'z', suspect: true })], weak: true },
    { name: 'when one never spoke', sensors: [...held(12), view([], { device: 'z' })], weak: true },
  ])('$name', ({ sensors, weak }) => {
    expect(evaluate(sensors, { vote: 1 })).toMatchObject({ result: 'fire', weak })
  })

  test('disagreement says how large it is', () => {
    expect(evaluate(held(12, 24)).reasons[1]).toEqual({ code: 'sensors-disagree', spreadCm: 12, limitCm: 8 })
  })
})

describe('a faulty sensor', () => {
  test.each(['stuck', 'scatter', 'no-echo'] as const)('%s: takes no part, and says why', (fault) => {
    const faulty = view([12, 12, 12], { device: 'z', faults: [fault, 'zero-drift'] })
    expect(sensorStatus(faulty, 45, NOW_MS)).toBe('suspect')
    expect(evaluate([faulty])).toEqual({
      result: 'unknown',
      weak: true,
      clearing: false,
      forecastRunId: null,
      reasons: [
        { code: 'too-few-sensors', usable: 0, needed: 1 },
        { code: 'sensor-fault', device: 'z', fault },
        { code: 'sensor-fault', device: 'z', fault: 'zero-drift' },
      ],
    })
    expect(evaluate([...held(12), faulty], { vote: 1 })).toMatchObject({ result: 'fire', weak: true })
  })

  test('that is silent too says both', () => {
    const faulty = view([12], { device: 'z', faults: ['no-echo'], ageMin: 60 })
    expect(evaluate([...held(12), faulty]).reasons.slice(1)).toEqual([
      { code: 'sensor-stale', device: 'z', silentMin: 60 },
      { code: 'sensor-fault', device: 'z', fault: 'no-echo' },
    ])
  })

  test.each([
    { measure: 'depth', weak: true },
    { measure: 'depth-since-pass', weak: false },
    { measure: 'new-snow', weak: false },
  ] as const)(
    'a drifted zero is told and takes part; the evidence is weak for $measure: $weak',
    ({ measure, weak }) => {
      const drifted = view([12, 12, 12], { faults: ['zero-drift'] })
      expect(sensorStatus(drifted, 45, NOW_MS)).toBe('ok')
      const evaluation = evaluate([drifted], { measure })
      expect(evaluation).toMatchObject({ result: 'fire', weak })
      expect(evaluation.reasons.at(-1)).toEqual({ code: 'sensor-fault', device: 'a', fault: 'zero-drift' })
    },
  )
})

test('a quick rise that nothing bears out counts, but not for acting alone', () => {
  const lone = view([0, 12, 12, 12], { loneRise: { riseCm: 12, neighbours: 2 } })
  const evaluation = evaluate([lone])
  expect(evaluation).toMatchObject({ result: 'fire', weak: true })
  expect(evaluation.reasons[1]).toEqual({ code: 'neighbours-disagree', device: 'a', riseCm: 12, neighbours: 2 })
})

describe('plowed since it fired', () => {
  const plowed = (passAtMs: number | undefined, device = 'a') =>
    view([5, 6, 7], { device, ...(passAtMs === undefined ? {} : { passAtMs }) })

  test.each<Case>([
    {
      name: 'releases although nobody saw it bare',
      sensors: [plowed(FIRED_MS + 1)],
      want: ['release', 'plowed-since'],
    },
    { name: 'at the same moment is not since', sensors: [plowed(FIRED_MS)], want: ['hold', 'still-above-release'] },
    { name: 'before it fired', sensors: [plowed(FIRED_MS - 1)], want: ['hold', 'still-above-release'] },
    {
      name: 'under one of two sensors only',
      sensors: [plowed(FIRED_MS + 1), plowed(undefined, 'b')],
      want: ['hold', 'still-above-release'],
    },
    {
      name: 'says nothing of the depth on the ground',
      sensors: [plowed(FIRED_MS + 1)],
      rule: { measure: 'depth' },
      want: ['hold', 'still-above-release'],
    },
  ])('$name', ({ sensors, rule, want: [result, ...reasons] }) => {
    const evaluation = evaluate(sensors, rule, true)
    expect([evaluation.result, codes(evaluation)]).toEqual([result, reasons])
  })
})

test('a clock that cannot be believed makes the evidence weak, but the sensor still votes', () => {
  const evaluation = evaluate([view([12, 12, 12], { clockSuspect: true })])
  expect([evaluation.result, evaluation.weak, codes(evaluation)]).toEqual([
    'fire',
    true,
    ['at-or-above-trigger', 'sensor-clock'],
  ])
})

describe('comparison', () => {
  test.each([
    { comparison: 'at-least', valueCm: 9.999, want: ['hold', 'below-trigger'] },
    { comparison: 'at-least', valueCm: 10, want: ['fire', 'at-or-above-trigger'] },
    { comparison: 'at-least', valueCm: 10.001, want: ['fire', 'at-or-above-trigger'] },
    { comparison: 'above', valueCm: 9.999, want: ['hold', 'not-above-trigger'] },
    { comparison: 'above', valueCm: 10, want: ['hold', 'not-above-trigger'] },
    { comparison: 'above', valueCm: 10.001, want: ['fire', 'above-trigger'] },
  ] as const)('$valueCm cm $comparison 10 cm: $want', ({ comparison, valueCm, want }) => {
    const evaluation = evaluate(held(valueCm), { comparison })
    expect([evaluation.result, ...codes(evaluation)]).toEqual(want)
  })

  test('above: a value that was equal to the trigger has not been held above it', () => {
    const evaluation = evaluate([view([10.5, 10, 10.5, 10.5])], { comparison: 'above' })
    expect(codes(evaluation)).toEqual(['not-yet-sustained'])
  })
})

test('one millisecond short of the time to sustain does not fire', () => {
  const [first, ...rest] = view([12, 12, 12]).history
  if (first === undefined) throw new Error('no history')
  const at = (shiftMs: number) => ({ ...view([12]), history: [{ ...first, atMs: first.atMs + shiftMs }, ...rest] })
  expect(evaluate([at(0)]).result).toBe('fire')
  expect(evaluate([at(1)]).result).toBe('hold')
})

describe('a sensor under maintenance', () => {
  test('takes no part and is named, but weakens nothing', () => {
    const evaluation = evaluate([...held(12), view([0, 0, 0], { device: 'z', maintenance: true, suspect: true })])
    expect(evaluation).toMatchObject({ result: 'fire', weak: false })
    expect(evaluation.reasons.slice(1)).toEqual([{ code: 'sensor-maintenance', device: 'z' }])
  })

  test('is missed when it leaves too few', () => {
    const evaluation = evaluate([view([50, 50, 50], { maintenance: true })])
    expect([evaluation.result, evaluation.weak]).toEqual(['unknown', true])
    expect(codes(evaluation)).toEqual(['too-few-sensors', 'sensor-maintenance'])
  })
})
