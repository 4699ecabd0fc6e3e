import fc from 'fast-check'
import { mean } from 'simple-statistics'
import { describe, expect, test } from 'vitest'
import { calibrated, fitIsotonic } from '../../src/predict/isotonic.ts'

test('adjacent violators are pooled, by hand', () => {
  const pairs = [
    { raw: 0.8, outcome: 1 },
    { raw: 0.1, outcome: 0 },
    { raw: 0.4, outcome: 1 },
    { raw: 0.5, outcome: 0 },
    { raw: 0.6, outcome: 0 },
  ]
  // 0.4 → 1, 0.5 → 0, 0.6 → 0 become one block of 1/3 at 0.5.
  const fitted = fitIsotonic(pairs)
  expect(fitted.from.map((it) => Number(it.toFixed(9)))).toEqual([0.1, 0.5, 0.8])
  expect(fitted.values.map((it) => Number(it.toFixed(4)))).toEqual([0, 0.3333, 1])
})

test('the same raw probability is one point', () => {
  const outcomes = [1, 0, 0, 1, 0]
  expect(fitIsotonic(outcomes.map((outcome) => ({ raw: 0.3, outcome })))).toEqual({ from: [0.3], values: [0.4] })
})

describe('calibration', () => {
  const isotonic = { from: [0.2, 0.6, 0.8], values: [0.1, 0.3, 0.9] }
  test.each([
    { raw: 0, want: 0 },
    { raw: 0.1, want: 0.05 },
    { raw: 0.2, want: 0.1 },
    { raw: 0.4, want: 0.2 },
    { raw: 0.7, want: 0.6 },
    { raw: 0.8, want: 0.9 },
    { raw: 1, want: 0.9 },
  ])('raw $raw → $want', ({ raw, want }) => {
    expect(calibrated(isotonic, raw)).toBeCloseTo(want, 9)
  })

  test('where nothing was fitted a raw probability stands', () => {
    for (const raw of [0, 0.25, 1]) expect(calibrated({ from: [], values: [] }, raw)).toBe(raw)
  })
})

interface Pair {
  readonly raw: number
  readonly outcome: number
}

/** Shares of 120 paths, as they come. */
const pairs: fc.Arbitrary<Pair[]> = fc.array(
  fc.record({ raw: fc.integer({ min: 0, max: 120 }).map((it) => it / 120), outcome: fc.constantFrom(0, 1) }),
  { minLength: 1, maxLength: 60 },
)

/** The same by the other definition: at each raw, the highest over beginnings of the lowest over ends of the mean. */
function byMinMax(given: readonly Pair[]): Map<number, number> {
  const groups = [...Map.groupBy(given, (it) => it.raw)].sort((a, b) => a[0] - b[0])
  const meanOf = (from: number, to: number) =>
    mean(groups.slice(from, to + 1).flatMap(([, all]) => all.map((it) => it.outcome)))
  const last = groups.length - 1
  return new Map(
    groups.map(([raw], index) => {
      const lowest = (from: number) =>
        Math.min(...Array.from({ length: last - index + 1 }, (_, more) => meanOf(from, index + more)))
      return [raw, Math.max(...Array.from({ length: index + 1 }, (_, from) => lowest(from)))]
    }),
  )
}

test('law: what is fitted rises, stays within 0 … 1, and each value is the mean of its block', () => {
  fc.assert(
    fc.property(pairs, (given) => {
      const { from, values } = fitIsotonic(given)
      expect(values).toEqual(values.toSorted((a, b) => a - b))
      expect(from).toEqual(from.toSorted((a, b) => a - b))
      const wanted = [...new Set([...byMinMax(given).values()].map((it) => it.toFixed(9)))]
      expect(values.map((it) => it.toFixed(9))).toEqual(wanted)
      for (const value of values) expect(value >= 0 && value <= 1).toBe(true)
    }),
  )
})

test('law: the order in which outcomes are given does not matter', () => {
  fc.assert(
    fc.property(pairs, (given) => {
      const [one, other] = [fitIsotonic(given), fitIsotonic(given.toReversed())]
      expect(other.values.map((it) => it.toFixed(9))).toEqual(one.values.map((it) => it.toFixed(9)))
    }),
  )
})

test('law: calibration rises and stays within 0 … 1', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(pairs, share, share, (given, one, other) => {
      const isotonic = fitIsotonic(given)
      const [low, high] = [Math.min(one, other), Math.max(one, other)].map((it) => calibrated(isotonic, it))
      expect(low).toBeLessThanOrEqual((high ?? 0) + 1e-12)
      expect(low).toBeGreaterThanOrEqual(0)
      expect(high).toBeLessThanOrEqual(1)
    }),
  )
})
