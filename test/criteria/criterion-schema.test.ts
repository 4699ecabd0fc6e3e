import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CriterionFields, parseCriterion } from '../../src/criteria/criterion-schema.ts'
import { CRITERION_DEFAULTS, plainRules, QUORUM_DEFAULTS, THRESHOLD_DEFAULTS } from '../../src/domain/criterion.ts'

const MINIMAL = {
  id: 'bus-10',
  scope: { kind: 'authority' },
  mode: 'support',
  level: 'dispatch',
  rule: { kind: 'threshold', triggerCm: 10 },
}

function parsed(input: unknown): CriterionFields {
  const result = parseCriterion(input, '')
  if (Array.isArray(result)) throw new Error(JSON.stringify(result))
  return result as CriterionFields
}

test('defaults come from the vocabulary; release is 0.3 of the trigger', () => {
  expect(parsed(MINIMAL)).toEqual({
    ...CRITERION_DEFAULTS,
    ...MINIMAL,
    rule: { kind: 'threshold', triggerCm: 10, releaseCm: 3, ...THRESHOLD_DEFAULTS },
  })
})

test.each([
  { text: 'authority', scope: { kind: 'authority' } },
  { text: 'road-class:bus', scope: { kind: 'road-class', roadClass: 'bus' } },
  { text: 'road-class:幹線', scope: { kind: 'road-class', roadClass: '幹線' } },
  { text: 'block:B1', scope: { kind: 'block', id: 'B1' } },
  { text: 'route:R1', scope: { kind: 'route', id: 'R1' } },
])('scope as text: $text', ({ text, scope }) => {
  expect(parsed({ ...MINIMAL, scope: text }).scope).toEqual(scope)
})

test('a vote by number asks for that many sensors', () => {
  expect(parsed({ ...MINIMAL, rule: { ...MINIMAL.rule, vote: 3 } }).rule).toMatchObject({ vote: 3, minSensors: 3 })
})

const rule = (change: object) => ({ ...MINIMAL, rule: { ...MINIMAL.rule, ...change } })

test.each([
  { name: 'not an object', input: 7, field: 'criteria[2]', message: 'object' },
  { name: 'no id', input: { ...MINIMAL, id: undefined }, field: 'criteria[2].id', message: 'is missing' },
  { name: 'bad id', input: { ...MINIMAL, id: 'a b' }, field: 'criteria[2].id', message: 'letters' },
  {
    name: 'unknown mode',
    input: { ...MINIMAL, mode: 'auto' },
    field: 'criteria[2].mode',
    message: 'support, automatic',
  },
  {
    name: 'unknown scope kind',
    input: { ...MINIMAL, scope: { kind: 'city' } },
    field: 'criteria[2].scope.kind',
    message: 'road-class',
  },
  { name: 'scope text', input: { ...MINIMAL, scope: 'city' }, field: 'criteria[2].scope', message: 'block:ID' },
  {
    name: 'scope text with a bad id',
    input: { ...MINIMAL, scope: 'block:a b' },
    field: 'criteria[2].scope.id',
    message: 'letters',
  },
  {
    name: 'misspelt field',
    input: rule({ trigger_cm: 4 }),
    field: 'criteria[2].rule.trigger_cm',
    message: 'did you mean triggerCm?',
  },
  { name: 'foreign field', input: { ...MINIMAL, colour: 1 }, field: 'criteria[2].colour', message: 'known are' },
  {
    name: 'trigger too low',
    input: rule({ triggerCm: 0.4 }),
    field: 'criteria[2].rule.triggerCm',
    message: '0.5 to 300',
  },
  {
    name: 'trigger too high',
    input: rule({ triggerCm: 301 }),
    field: 'criteria[2].rule.triggerCm',
    message: '0.5 to 300',
  },
  {
    name: 'trigger as text',
    input: rule({ triggerCm: '10' }),
    field: 'criteria[2].rule.triggerCm',
    message: 'a number',
  },
  {
    name: 'release at trigger',
    input: rule({ releaseCm: 10 }),
    field: 'criteria[2].rule.releaseCm',
    message: 'below triggerCm (10)',
  },
  {
    name: 'release negative',
    input: rule({ releaseCm: -1 }),
    field: 'criteria[2].rule.releaseCm',
    message: '0 to 300',
  },
  {
    name: 'sustain too long',
    input: rule({ sustainMin: 181 }),
    field: 'criteria[2].rule.sustainMin',
    message: '0 to 180',
  },
  { name: 'stale too short', input: rule({ staleMin: 4 }), field: 'criteria[2].rule.staleMin', message: '5 to 360' },
  {
    name: 'vote without quorum',
    input: rule({ vote: 3, minSensors: 2 }),
    field: 'criteria[2].rule.vote',
    message: 'raise minSensors to 3',
  },
  { name: 'vote as a word', input: rule({ vote: 'all' }), field: 'criteria[2].rule.vote', message: 'majority' },
  {
    name: 'no time to answer',
    input: { ...MINIMAL, respondMin: 0 },
    field: 'criteria[2].respondMin',
    message: '1 to 180',
  },
])('refuses: $name', ({ input, field, message }) => {
  const result = parseCriterion(input, 'criteria[2]')
  expect(result).toEqual([expect.objectContaining({ field, message: expect.stringContaining(message) })])
})

test('names everything wrong at once', () => {
  const result = parseCriterion({ ...rule({ triggerCm: 0, staleMin: 0 }), mode: 'x', level: 'y' }, '')
  expect(Array.isArray(result) && result.map((it) => it.field)).toEqual([
    'mode',
    'level',
    'rule.triggerCm',
    'rule.staleMin',
  ])
})

describe('defaults of each kind of rule', () => {
  const of = (given: object) => parsed({ ...MINIMAL, rule: given }).rule

  test.each([
    {
      given: { kind: 'snowfall', windowH: 24, triggerCm: 25 },
      want: {
        kind: 'snowfall',
        windowH: 24,
        comparison: 'at-least',
        triggerCm: 25,
        releaseCm: 12.5,
        ...QUORUM_DEFAULTS,
      },
    },
    {
      given: { kind: 'rate', triggerCmPerH: 3 },
      want: {
        kind: 'rate',
        windowH: 1,
        comparison: 'at-least',
        triggerCmPerH: 3,
        releaseCmPerH: 1.5,
        sustainMin: 20,
        ...QUORUM_DEFAULTS,
      },
    },
    { given: { kind: 'rate', windowH: 6, triggerCmPerH: 3 }, want: { windowH: 6, sustainMin: 0 } },
    {
      given: { kind: 'forecast', triggerCm: 10 },
      want: {
        kind: 'forecast',
        measure: 'depth-since-pass',
        quantity: 'level',
        by: 'deadline',
        quantile: 'p50',
        comparison: 'at-least',
        triggerCm: 10,
        releaseCm: 7,
        ...QUORUM_DEFAULTS,
      },
    },
    {
      given: { kind: 'probability', triggerCm: 10, probability: 0.3 },
      want: {
        kind: 'probability',
        measure: 'depth-since-pass',
        by: 'deadline',
        triggerCm: 10,
        probability: 0.3,
        releaseProbability: 0.15,
        costLoss: null,
        ...QUORUM_DEFAULTS,
      },
    },
    {
      given: { kind: 'probability', triggerCm: 10, costLoss: { cost: 2, loss: 40 } },
      want: { probability: 0.05, releaseProbability: 0.01, costLoss: { cost: 2, loss: 40 } },
    },
  ])('$given', ({ given, want }) => {
    expect(of(given)).toMatchObject(want)
    if ('kind' in want) expect(Object.keys(of(given)).sort()).toEqual(Object.keys(want).sort())
  })

  test('a rule on a probability releases after two cycles, another at once, and either as it is told', () => {
    const probable = { kind: 'probability', triggerCm: 10, probability: 0.3 }
    const minutes = (change: object) => parsed({ ...MINIMAL, ...change }).releaseSustainMin
    expect(minutes({})).toBe(0)
    expect(minutes({ rule: { kind: 'any', of: [MINIMAL.rule, { kind: 'all', of: [probable] }] } })).toBe(20)
    expect(minutes({ rule: probable, releaseSustainMin: 0 })).toBe(0)
  })

  test('suppressors and decision times', () => {
    const { suppressors, decideAt } = parsed({
      ...MINIMAL,
      suppressors: [{ kind: 'warming' }, { kind: 'rain' }, { kind: 'too-late' }, { kind: 'compacted' }],
      decideAt: { cron: [' 0 21 * * * '] },
    })
    expect(suppressors).toEqual([
      { kind: 'warming', airTempC: 1.5, withinH: 6 },
      { kind: 'rain', rainMm: 3, withinH: 6 },
      { kind: 'too-late', marginMin: 0 },
      { kind: 'compacted', share: 0.5 },
    ])
    expect(decideAt).toEqual({ cron: ['0 21 * * *'], windowMin: 30 })
  })
})

const ruleOf = (given: object) => ({ ...MINIMAL, rule: given })
const part = { kind: 'threshold', triggerCm: 10 }
const nested = (depth: number): object => (depth === 1 ? part : { kind: 'any', of: [nested(depth - 1)] })

test.each([
  {
    name: 'unknown kind of rule',
    input: ruleOf({ kind: 'depth' }),
    field: 'rule.kind',
    message: 'threshold, snowfall, rate',
  },
  {
    name: 'a window nobody counts',
    input: ruleOf({ kind: 'snowfall', windowH: 5, triggerCm: 9 }),
    field: 'rule.windowH',
    message: 'one of 1, 3, 6, 12, 24, 72',
  },
  { name: 'a comparison', input: rule({ comparison: '>=' }), field: 'rule.comparison', message: 'at-least, above' },
  {
    name: 'a rate that releases where it fires',
    input: ruleOf({ kind: 'rate', triggerCmPerH: 2, releaseCmPerH: 2 }),
    field: 'rule.releaseCmPerH',
    message: 'below triggerCmPerH (2)',
  },
  {
    name: 'a rate sustained beyond memory',
    input: ruleOf({ kind: 'rate', windowH: 6, triggerCmPerH: 2, sustainMin: 1 }),
    field: 'rule.sustainMin',
    message: 'at most 0 with windowH 6',
  },
  {
    name: 'a moment that is none',
    input: ruleOf({ kind: 'forecast', triggerCm: 9, by: '7:00' }),
    field: 'rule.by',
    message: 'HH:MM',
  },
  {
    name: 'further ahead than is foretold',
    input: ruleOf({ kind: 'forecast', triggerCm: 9, by: '13h' }),
    field: 'rule.by',
    message: '1h to 12h',
  },
  {
    name: 'a forecast of the whole depth',
    input: ruleOf({ kind: 'forecast', triggerCm: 9, measure: 'depth' }),
    field: 'rule.measure',
    message: 'one of depth-since-pass, new-snow',
  },
  {
    name: 'no probability',
    input: ruleOf({ kind: 'probability', triggerCm: 9 }),
    field: 'rule.probability',
    message: 'costLoss',
  },
  {
    name: 'a probability in percent',
    input: ruleOf({ kind: 'probability', triggerCm: 9, probability: 30 }),
    field: 'rule.probability',
    message: '0.01 to 0.99',
  },
  {
    name: 'acting dearer than the loss',
    input: ruleOf({ kind: 'probability', triggerCm: 9, costLoss: { cost: 5, loss: 5 } }),
    field: 'rule.costLoss',
    message: 'cost less',
  },
  {
    name: 'two probabilities',
    input: ruleOf({ kind: 'probability', triggerCm: 9, probability: 0.5, costLoss: { cost: 1, loss: 4 } }),
    field: 'rule.costLoss',
    message: 'gives 0.25, not probability 0.5',
  },
  {
    name: 'releases where it fires',
    input: ruleOf({ kind: 'probability', triggerCm: 9, probability: 0.3, releaseProbability: 0.3 }),
    field: 'rule.releaseProbability',
    message: 'below probability (0.3)',
  },
  { name: 'no parts', input: ruleOf({ kind: 'any', of: [] }), field: 'rule.of', message: 'at least 1' },
  {
    name: 'too many parts',
    input: ruleOf({ kind: 'any', of: Array(9).fill(part) }),
    field: 'rule.of',
    message: 'at most 8',
  },
  {
    name: 'a part that is none',
    input: ruleOf({ kind: 'all', of: [part, 7] }),
    field: 'rule.of[1]',
    message: 'an object',
  },
  {
    name: 'a wrong part',
    input: ruleOf({ kind: 'all', of: [part, { ...part, triggerCm: 0 }] }),
    field: 'rule.of[1].triggerCm',
    message: '0.5 to 300',
  },
  {
    name: 'a misspelt field deep down',
    input: ruleOf({ kind: 'all', of: [{ kind: 'any', of: [{ ...part, trigerCm: 1 }] }] }),
    field: 'rule.of[0].of[0].trigerCm',
    message: 'did you mean triggerCm?',
  },
  { name: 'too deep', input: ruleOf(nested(4)), field: 'rule.of[0].of[0]', message: 'at most 3 levels' },
  {
    name: 'a cron expression',
    input: { ...MINIMAL, decideAt: { cron: ['0 21 * * *', '0 25 * * *'] } },
    field: 'decideAt.cron[1]',
    message: 'hour',
  },
  {
    name: 'no decision time',
    input: { ...MINIMAL, decideAt: { cron: [] } },
    field: 'decideAt.cron',
    message: 'at least 1',
  },
  { name: 'a decision time alone', input: { ...MINIMAL, decideAt: '21:00' }, field: 'decideAt', message: 'continuous' },
  {
    name: 'a suppressor that is none',
    input: { ...MINIMAL, suppressors: [{ kind: 'sun' }] },
    field: 'suppressors[0].kind',
    message: 'warming, rain, too-late, compacted',
  },
  {
    name: 'a suppressor twice',
    input: { ...MINIMAL, suppressors: [{ kind: 'rain' }, { kind: 'rain' }] },
    field: 'suppressors[1].kind',
    message: 'twice',
  },
  {
    name: 'a day that is none',
    input: { ...MINIMAL, effective: { from: '2026-02-30' } },
    field: 'effective.from',
    message: 'calendar',
  },
  {
    name: 'an end before the beginning',
    input: { ...MINIMAL, effective: { from: '2026-12-01', to: '2026-11-30' } },
    field: 'effective.to',
    message: 'not be before',
  },
  {
    name: 'an answer time by class',
    input: { ...MINIMAL, respondMinByClass: { bus: 0 } },
    field: 'respondMinByClass.bus',
    message: '1 to 180',
  },
  {
    name: 'a road class',
    input: { ...MINIMAL, respondMinByClass: { ' ': 5 } },
    field: 'respondMinByClass. ',
    message: 'road class',
  },
  {
    name: 'a window of its own',
    input: { ...MINIMAL, decideAt: { cron: ['0 21 * * *'], windowMin: 0 } },
    field: 'decideAt.windowMin',
    message: '1 to 720',
  },
  { name: 'an empty name', input: { ...MINIMAL, name: '' }, field: 'name', message: '200 characters, or null' },
  { name: 'points', input: { ...MINIMAL, points: 'city' }, field: 'points', message: 'route, block' },
])('refuses: $name', ({ input, field, message }) => {
  expect(parseCriterion(input, '')).toEqual([
    expect.objectContaining({ field, message: expect.stringContaining(message) }),
  ])
})

test('a version may hold for a single day', () => {
  const effective = { from: '2026-12-01', to: '2026-12-01' }
  expect(parsed({ ...MINIMAL, effective }).effective).toEqual(effective)
})

test('as deep and as many as may be', () => {
  expect(parsed(ruleOf(nested(3))).rule.kind).toBe('any')
  expect(plainRules(parsed(ruleOf({ kind: 'all', of: Array(8).fill(part) })).rule)).toHaveLength(8)
})

test('what was parsed parses to itself', () => {
  const trigger = fc.double({ min: 0.5, max: 300, noNaN: true })
  const plain = fc.oneof(
    fc.record({
      kind: fc.constant('threshold'),
      triggerCm: trigger,
      sustainMin: fc.option(fc.integer({ min: 0, max: 180 }), { nil: undefined }),
      vote: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
      comparison: fc.option(fc.constantFrom('at-least', 'above'), { nil: undefined }),
    }),
    fc.record({ kind: fc.constant('snowfall'), windowH: fc.constantFrom(1, 3, 6, 12, 24, 72), triggerCm: trigger }),
    fc.record({ kind: fc.constant('rate'), triggerCmPerH: fc.double({ min: 0.1, max: 30, noNaN: true }) }),
    fc.record({ kind: fc.constant('forecast'), triggerCm: trigger, by: fc.constantFrom('deadline', '06:30', '3h') }),
    fc.record({
      kind: fc.constant('probability'),
      triggerCm: trigger,
      costLoss: fc.record({ cost: fc.integer({ min: 10, max: 500 }), loss: fc.integer({ min: 510, max: 900 }) }),
    }),
  )
  const tree = fc.oneof(
    plain,
    fc.record({ kind: fc.constantFrom('any', 'all'), of: fc.array(plain, { minLength: 1, maxLength: 8 }) }),
  )
  fc.assert(
    fc.property(tree, (given) => {
      const once = parsed(ruleOf(given))
      expect(parsed(once)).toEqual(once)
      for (const one of plainRules(once.rule)) {
        if ('releaseCm' in one) expect(one.releaseCm).toBeLessThan(one.triggerCm)
        if (one.kind === 'rate') expect(one.releaseCmPerH).toBeLessThan(one.triggerCmPerH)
        if (one.kind === 'probability') expect(one.releaseProbability).toBeLessThan(one.probability)
      }
    }),
  )
})
