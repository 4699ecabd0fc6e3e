import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { thinned } from '../../src/decide/thin.ts'

interface Point {
  readonly at: number
  readonly cm: number | null
}
const cm = (it: Point) => it.cm
const course = (values: readonly (number | null)[]): Point[] => values.map((value, at) => ({ at, cm: value }))

describe('thinned', () => {
  test('leaves a short series as it is', () => {
    const points = course([1, null, 3])
    expect(thinned(points, 3, [cm])).toEqual(points)
  })

  test('keeps one peak of one reading among ten thousand', () => {
    const points = course(Array.from({ length: 10_000 }, (_, at) => (at === 5_431 ? 90 : 5)))
    const kept = thinned(points, 400, [cm])
    expect(kept.length).toBeLessThan(450)
    expect(kept).toContainEqual({ at: 5_431, cm: 90 })
  })

  test('keeps both edges of a gap: it stays as wide as it was', () => {
    const points = course(Array.from({ length: 5000 }, (_, at) => (at >= 1203 && at < 1218 ? null : 5)))
    const at = thinned(points, 200, [cm]).map((it) => it.at)
    for (const edge of [1202, 1203, 1217, 1218]) expect(at).toContain(edge)
  })

  test('whatever the series: ascending, ends kept, extremes kept, and what is known stays known', () => {
    const values = fc.array(fc.option(fc.double({ min: 0, max: 200, noNaN: true })), { minLength: 1, maxLength: 600 })
    fc.assert(
      fc.property(values, fc.integer({ min: 8, max: 300 }), (given, limit) => {
        const points = course(given)
        const kept = thinned(points, limit, [cm])
        const known = (of: readonly Point[]) => of.flatMap((it) => it.cm ?? [])
        expect(kept[0]).toBe(points[0])
        expect(kept.at(-1)).toBe(points.at(-1))
        expect(kept.map((it) => it.at)).toEqual([...new Set(kept.map((it) => it.at))].sort((a, b) => a - b))
        expect(Math.max(...known(kept))).toBe(Math.max(...known(points)))
        expect(Math.min(...known(kept))).toBe(Math.min(...known(points)))
      }),
    )
  })
})
