import { describe, expect, test } from 'vitest'
import { evaluate } from '../../../src/criteria/evaluate.ts'
import { ACTIVE, factsOf, NO_MEMORY, ruled, view } from '../../support/criteria.ts'

const RULE = { kind: 'snowfall', windowH: 6, triggerCm: 15 } as const

/** Sensors whose 6 h window holds these amounts, cm; null: not covered. */
function fell(...amountsCm: (number | null)[]) {
  return amountsCm.map((it, index) => view([0, 0], { device: `s${index + 1}`, fell: { 6: it, 24: 99 } }))
}

describe('snowfall of a window', () => {
  test.each([
    { comparison: 'at-least', amountCm: 14.9, want: ['hold', 'snowfall-short'] },
    { comparison: 'at-least', amountCm: 15, want: ['fire', 'snowfall-reached'] },
    { comparison: 'at-least', amountCm: 15.1, want: ['fire', 'snowfall-reached'] },
    { comparison: 'above', amountCm: 15, want: ['hold', 'snowfall-short'] },
    { comparison: 'above', amountCm: 15.1, want: ['fire', 'snowfall-reached'] },
  ] as const)('$amountCm cm $comparison 15 cm: $want', ({ comparison, amountCm, want: [result, code] }) => {
    const evaluation = evaluate(ruled({ ...RULE, comparison }), factsOf(fell(amountCm)), NO_MEMORY)
    expect(evaluation).toMatchObject({ result, weak: false, reasons: [{ code, valueCm: amountCm, windowH: 6 }] })
  })

  test.each([
    { amountsCm: [16, 10], want: 'vote-not-reached' },
    { amountsCm: [16, 16, 10], want: 'snowfall-reached' },
    { amountsCm: [16, 16, 10, 10], want: 'vote-not-reached' },
  ])('the majority of $amountsCm: $want', ({ amountsCm, want }) => {
    const evaluation = evaluate(ruled(RULE), factsOf(fell(...amountsCm)), NO_MEMORY)
    expect(evaluation.reasons[0]?.code).toBe(want)
  })

  test.each([
    { amountsCm: [7.5, 3], want: ['hold', 'snowfall-above-release'] },
    { amountsCm: [7.4, 3], want: ['release', 'snowfall-below-release'] },
  ])('while it holds, $amountsCm: $want', ({ amountsCm, want: [result, code] }) => {
    expect(evaluate(ruled(RULE), factsOf(fell(...amountsCm)), ACTIVE)).toMatchObject({ result, reasons: [{ code }] })
  })

  test('a pass does not end it: what fell has fallen', () => {
    const plowed = view([0, 0], { passAtMs: Number.MAX_SAFE_INTEGER, fell: { 6: 20 } })
    expect(evaluate(ruled(RULE), factsOf([plowed]), ACTIVE).result).toBe('hold')
  })

  test('a window that is not covered takes no part: not told is not none', () => {
    const evaluation = evaluate(ruled(RULE), factsOf(fell(20, null)), NO_MEMORY)
    expect(evaluation).toMatchObject({ result: 'fire', weak: true })
    expect(evaluation.reasons[1]).toEqual({ code: 'window-not-covered', device: 's2', windowH: 6, coveredH: 0.5 })
    for (const memory of [NO_MEMORY, ACTIVE]) {
      expect(evaluate(ruled(RULE), factsOf(fell(null)), memory)).toMatchObject({
        result: 'unknown',
        weak: true,
        reasons: [{ code: 'too-few-sensors', usable: 0, needed: 1 }, { code: 'window-not-covered' }],
      })
    }
  })

  test('windows far apart disagree', () => {
    const evaluation = evaluate(ruled(RULE), factsOf(fell(16, 25)), NO_MEMORY)
    expect(evaluation).toMatchObject({ result: 'fire', weak: true })
    expect(evaluation.reasons[1]).toEqual({ code: 'sensors-disagree', spreadCm: 9, limitCm: 8 })
  })
})
