import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ANALOGS, changePaths, FEATURES, featuresOf } from '../../src/predict/analogs.ts'
import { expectedChange } from '../../src/predict/expected.ts'
import { LEADS_H } from '../../src/predict/situation.ts'
import { analogs, situation } from './fixture.ts'

/** Nothing expected: what the paths say is the analogs' alone. */
const QUIET = situation({ riseCmPerH: 0, youngLayerCm: 0, scatterCm: 0, risenCm: 0 })

/** The paths at one lead, ascending. */
function at(paths: Float64Array, lead = 0): number[] {
  return Array.from(
    { length: paths.length / LEADS_H.length },
    (_, row) => paths[row * LEADS_H.length + lead] ?? 0,
  ).sort((a, b) => a - b)
}

test('features are square roots, and never of less than nothing', () => {
  const forecastCm = LEADS_H.map((it) => it * 1.5)
  const now = situation({ riseCmPerH: 4, scatterCm: 0.25, risenCm: 2.25, forecastCm, forecastPastCm: 1 })
  const expected = LEADS_H.map((_, lead) => (lead === 5 ? -3 : 1))
  expect(featuresOf(now, expected)).toEqual([0, 2, 3, 0.5, 1, 1.5, Math.sqrt(3)])
  expect(featuresOf({ ...now, forecastCm: null }, expected)).toHaveLength(FEATURES.length)
})

describe('paths', () => {
  test('of few analogs all take part: expected change plus what each went astray by', () => {
    const now = situation({ riseCmPerH: 1, youngLayerCm: 0 })
    const given = analogs([{ errorCm: -1 }, { errorCm: 0 }, { errorCm: 2 }])
    const expected = expectedChange(now, given.weights)[0] ?? 0
    expect(at(changePaths(now, given))).toEqual([expected - 1, expected, expected + 2])
  })

  test('stretch around their middle', () => {
    const paths = changePaths(QUIET, analogs([{ errorCm: -1 }, { errorCm: 1 }, { errorCm: 4 }], { spread: 1.5 }))
    expect(at(paths)).toEqual([-2, 1, 5.5])
  })

  test('keep the course of an analog together', () => {
    const course = LEADS_H.map((it) => it / 4)
    const paths = changePaths(
      QUIET,
      analogs([{ errorCm: 0 }, { errorCm: course }, { errorCm: LEADS_H.map((it) => -it) }]),
    )
    expect([...paths.slice(LEADS_H.length, 2 * LEADS_H.length)]).toEqual(course)
  })

  test('come from the nearest situations alone', () => {
    const near = Array.from({ length: ANALOGS }, (_, index) => ({ features: [index / 1e4], errorCm: 1 }))
    const far = Array.from({ length: 300 }, () => ({ features: [3, 3, 3], errorCm: 50 }))
    const paths = changePaths(QUIET, analogs([...far, ...near, ...far]))
    expect(at(paths)).toEqual(Array.from({ length: ANALOGS }, () => 1))
  })

  test('without those left out', () => {
    const rows = Array.from({ length: 400 }, (_, row) => ({ features: [row / 100], errorCm: row }))
    const paths = changePaths(QUIET, analogs(rows), (row) => row < 100)
    expect(at(paths)[0]).toBe(100)
    expect(at(paths).at(-1)).toBe(100 + ANALOGS - 1)
  })

  test('of equally near ones, as many as wanted', () => {
    const paths = changePaths(QUIET, analogs(Array.from({ length: 500 }, (_, row) => ({ errorCm: row }))))
    expect(paths).toHaveLength(ANALOGS * LEADS_H.length)
  })
})

const feature = fc.double({ min: 0, max: 4, noNaN: true })
const rows = fc.array(
  fc.record({
    features: fc.array(feature, { minLength: FEATURES.length, maxLength: FEATURES.length }),
    errorCm: fc.integer({ min: -20, max: 20 }),
  }),
  { minLength: 1, maxLength: 200 },
)

test('law: the same question has the same answer', () => {
  fc.assert(
    fc.property(rows, feature, (given, riseCmPerH) => {
      const now = situation({ riseCmPerH })
      expect(changePaths(now, analogs(given))).toEqual(changePaths(now, analogs(given)))
    }),
  )
})

test('law: the order of the analogs does not matter', () => {
  const distinct = rows.map((all) => all.map((it, row) => ({ ...it, features: [row / 50, ...it.features.slice(1)] })))
  fc.assert(
    fc.property(distinct, fc.infiniteStream(fc.nat()), (given, keys) => {
      const order = given.map((it) => ({ it, key: keys.next().value ?? 0 })).sort((a, b) => a.key - b.key)
      const shuffled = order.map(({ it }) => it)
      for (const lead of [0, 11]) {
        const [one, other] = [given, shuffled].map((it) => at(changePaths(QUIET, analogs(it)), lead))
        expect(other).toEqual(one)
      }
    }),
  )
})
