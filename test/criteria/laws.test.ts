import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluate } from '../../src/criteria/evaluate.ts'
import type { Memory } from '../../src/criteria/facts.ts'
import type { RuleInput } from '../../src/criteria/rule-schema.ts'
import { ACTIVE, factsOf, held, NO_MEMORY, outlook, ruled, view } from '../support/criteria.ts'

const depths = fc.array(fc.double({ min: 0, max: 40, noNaN: true }), { minLength: 1, maxLength: 5 })
const comparison = fc.constantFrom('at-least', 'above' as const)
const threshold = fc.record({
  kind: fc.constant('threshold' as const),
  comparison,
  triggerCm: fc.double({ min: 0.5, max: 40, noNaN: true }),
  vote: fc.constantFrom(1, 'majority' as const),
})
const forecast = fc.record({
  kind: fc.constant('forecast' as const),
  comparison,
  triggerCm: fc.double({ min: 0.5, max: 40, noNaN: true }),
})
const rules = fc.oneof(threshold, forecast) as fc.Arbitrary<RuleInput>
const outlooks = fc.option(fc.double({ min: -10, max: 30, noNaN: true }).map((added) => outlook({ added })))
const memories = fc.constantFrom<Memory>(NO_MEMORY, ACTIVE)

test('more snow never turns a firing into a hold', () => {
  fc.assert(
    fc.property(threshold, depths, fc.double({ min: 0, max: 20, noNaN: true }), (rule, valuesCm, moreCm) => {
      const of = (extra: number) => evaluate(ruled(rule), factsOf(held(valuesCm.map((it) => it + extra))), NO_MEMORY)
      if (of(0).result === 'fire') expect(of(moreCm).result).toBe('fire')
    }),
  )
})

test('any and all of one rule say what the rule says', () => {
  fc.assert(
    fc.property(rules, depths, outlooks, memories, (rule, valuesCm, ahead, memory) => {
      const facts = factsOf(held(valuesCm), { outlook: ahead })
      const alone = evaluate(ruled(rule), facts, memory)
      for (const kind of ['any', 'all'] as const)
        expect(evaluate(ruled({ kind, of: [rule] }), facts, memory)).toEqual(alone)
    }),
  )
})

test('hysteresis: what fires does not release at the same snow, so nothing flickers between the two values', () => {
  fc.assert(
    fc.property(rules, depths, outlooks, (rule, valuesCm, ahead) => {
      const facts = factsOf(held(valuesCm), { outlook: ahead })
      if (evaluate(ruled(rule), facts, NO_MEMORY).result === 'fire')
        expect(evaluate(ruled(rule), facts, ACTIVE).result).toBe('hold')
    }),
  )
})

test('what is not known releases nothing and fires nothing, however the parts are joined', () => {
  const silent = fc.constantFrom(
    view([], { device: 'a' }),
    view([99, 99, 99], { device: 'a', ageMin: 46 }),
    view([0], { device: 'a', suspect: true }),
    view([99, 99, 99], { device: 'a', maintenance: true }),
    view([99, 99, 99], { device: 'a', faults: ['stuck'] }),
  )
  const trees = fc
    .array(rules, { minLength: 1, maxLength: 3 })
    .chain((of) => fc.constantFrom('any' as const, 'all' as const).map((kind) => ({ kind, of })))
  fc.assert(
    fc.property(trees, fc.array(silent, { maxLength: 3 }), memories, (rule, sensors, memory) => {
      const facts = factsOf(sensors, { outlook: outlook({ added: 100 }) })
      expect(evaluate(ruled(rule), facts, memory)).toMatchObject({ result: 'unknown', weak: true, clearing: false })
    }),
  )
})

test('only an idle criterion fires, only an active one releases', () => {
  fc.assert(
    fc.property(rules, depths, outlooks, memories, (rule, valuesCm, ahead, memory) => {
      const { result } = evaluate(ruled(rule), factsOf(held(valuesCm), { outlook: ahead }), memory)
      expect(result).not.toBe(memory === ACTIVE ? 'fire' : 'release')
    }),
  )
})
