import { describe, expect, test } from 'vitest'
import { evaluate } from '../../../src/criteria/evaluate.ts'
import { rateCourse } from '../../../src/criteria/rules/rate-course.ts'
import { MINUTE_MS } from '../../../src/domain/time.ts'
import { ACTIVE, factsOf, NO_MEMORY, ruled, view } from '../../support/criteria.ts'

const RULE = { kind: 'rate', triggerCmPerH: 3 } as const

/** New snow every ten minutes that grows by `steps` tenths of a centimetre, and what its last hour adds up to. */
function snowing(stepsMm: readonly number[], device = 'a') {
  const sums = stepsMm.map((_, index) => stepsMm.slice(0, index + 1).reduce((sum, it) => sum + it, 0) / 10)
  const lastHour = stepsMm.slice(-6).reduce((sum, it) => sum + it, 0) / 10
  return view([0, ...sums], { device, fell: { 1: lastHour, 3: lastHour } })
}

/** 3 cm/h for the last so many minutes, none before. */
const steady = (minutes: number, device = 'a') =>
  snowing([...Array(12).fill(0), ...Array(minutes / 10).fill(5)], device)

describe('rate', () => {
  test.each([
    { name: 'an hour at 3 cm/h has only just reached it', minutes: 60, want: ['hold', 'rate-not-yet-sustained'] },
    { name: 'ten minutes short', minutes: 70, want: ['hold', 'rate-not-yet-sustained'] },
    { name: 'exactly sustained for 20 min', minutes: 80, want: ['fire', 'rate-reached'] },
    { name: 'less than an hour of it', minutes: 50, want: ['hold', 'rate-short'] },
  ])('$name', ({ minutes, want: [result, code] }) => {
    const evaluation = evaluate(ruled(RULE), factsOf([steady(minutes)]), NO_MEMORY)
    expect(evaluation).toMatchObject({ result, weak: false, reasons: [{ code, windowH: 1 }] })
  })

  test.each([
    { comparison: 'at-least', fellCm: 2.99, want: 'hold' },
    { comparison: 'at-least', fellCm: 3, want: 'fire' },
    { comparison: 'above', fellCm: 3, want: 'hold' },
    { comparison: 'above', fellCm: 3.01, want: 'fire' },
  ] as const)('$fellCm cm in an hour, $comparison: $want', ({ comparison, fellCm, want }) => {
    const sensor = view([0, 5, 10, 15], { fell: { 1: fellCm } })
    const criterion = ruled({ ...RULE, comparison, sustainMin: 0 })
    expect(evaluate(criterion, factsOf([sensor]), NO_MEMORY).result).toBe(want)
  })

  test('over three hours it is a third of what fell', () => {
    const sensor = view([0, 9], { fell: { 3: 9 } })
    const evaluation = evaluate(ruled({ ...RULE, windowH: 3, sustainMin: 0 }), factsOf([sensor]), NO_MEMORY)
    expect(evaluation.reasons[0]).toMatchObject({ code: 'rate-reached', valueCmPerH: 3, voting: 1, usable: 1 })
  })

  test.each([
    { fellCm: 1.5, want: ['hold', 'rate-above-release'] },
    { fellCm: 1.49, want: ['release', 'rate-below-release'] },
  ])('while it holds, $fellCm cm/h: $want', ({ fellCm, want: [result, code] }) => {
    const sensor = view([0, 5], { fell: { 1: fellCm } })
    expect(evaluate(ruled(RULE), factsOf([sensor]), ACTIVE)).toMatchObject({ result, reasons: [{ code }] })
  })

  test('one of two is no majority', () => {
    const evaluation = evaluate(ruled(RULE), factsOf([steady(120), steady(30, 'b')]), NO_MEMORY)
    expect(evaluation.reasons[0]).toEqual({ code: 'vote-not-reached', voting: 1, needed: 2, usable: 2 })
  })
})

describe('the course of a rate', () => {
  const points = (sums: readonly (readonly [minute: number, newSnowCm: number])[]) =>
    sums.map(([minute, newSnowCm]) => ({ atMs: minute * MINUTE_MS, depthCm: 0, depthSincePassCm: 0, newSnowCm }))

  test('begins once a whole window lies before', () => {
    expect(
      rateCourse(
        points([
          [0, 0],
          [30, 1],
          [59, 2],
        ]),
        1,
      ),
    ).toEqual([])
    expect(
      rateCourse(
        points([
          [0, 0],
          [30, 1],
          [60, 2],
        ]),
        1,
      ),
    ).toEqual([{ atMs: 60 * MINUTE_MS, cmPerH: 2 }])
  })

  test('takes snow between two points as falling evenly', () => {
    expect(
      rateCourse(
        points([
          [0, 0],
          [40, 4],
          [80, 4],
        ]),
        1,
      ).at(-1)?.cmPerH,
    ).toBeCloseTo(2)
  })

  test('a pass takes no snowfall away', () => {
    expect(
      rateCourse(
        points([
          [0, 0],
          [20, 3],
          [30, 0],
          [60, 2],
        ]),
        1,
      ).at(-1)?.cmPerH,
    ).toBe(5)
  })

  test('nothing of nothing', () => {
    expect(rateCourse([], 1)).toEqual([])
  })
})
