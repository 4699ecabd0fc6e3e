import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CriterionFields, parseCriterion } from '../../src/criteria/criterion-schema.ts'
import { DEFAULT_RESPOND_MIN, THRESHOLD_DEFAULTS } from '../../src/domain/criterion.ts'

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
    ...MINIMAL,
    enabled: true,
    respondMin: DEFAULT_RESPOND_MIN,
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
  expect(parsed({ ...MINIMAL, rule: { ...MINIMAL.rule, vote: 3 } }).rule.minSensors).toBe(3)
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

test('what was parsed parses to itself', () => {
  const valid = fc.record({
    triggerCm: fc.double({ min: 0.5, max: 300, noNaN: true }),
    sustainMin: fc.option(fc.integer({ min: 0, max: 180 }), { nil: undefined }),
    vote: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
  })
  fc.assert(
    fc.property(valid, (change) => {
      const once = parsed(rule(change))
      expect(parsed(once)).toEqual(once)
      expect(once.rule.releaseCm).toBeLessThan(once.rule.triggerCm)
    }),
  )
})
