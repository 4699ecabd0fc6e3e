import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../src/domain/time.ts'
import { levelAndRate } from '../../src/predict/level-rate.ts'
import { NOW_MS, ramp, upToNow } from './fixture.ts'

describe('steps by hand', () => {
  test('nothing is known without a sample; of one sample, the level', () => {
    expect(levelAndRate([])).toBeUndefined()
    expect(levelAndRate(upToNow([12]))).toEqual({ levelCm: 12, rateCmPerH: 0 })
  })

  // One hour: keep e^(−1/4) = 0.7788, reach 4 (1 − keep) = 0.8848; p00 0.5 + 0.8848² + 0.05 = 1.3329,
  // p01 0.7788 · 0.8848 = 0.6891; gains 1.3329 / 1.8329 = 0.7272 and 0.6891 / 1.8329 = 0.3760.
  test('two samples an hour apart', () => {
    const now = levelAndRate(upToNow([10, 11], 60))
    expect(now?.rateCmPerH).toBeCloseTo(0.376, 4)
    // 0.6 of the newest sample, 0.4 of the filter's 10.7272
    expect(now?.levelCm).toBeCloseTo(10.8909, 4)
  })

  // p11 = 0.7788² + 0.25 = 0.8565, less 0.3760 · 0.6891: 0.5975; p01 0.6891 · 0.2728 = 0.1880; p00 1.3329 · 0.2728 =
  // 0.3636. Next hour: level 10.7272 + 0.8848 · 0.3760 = 11.0598, rate 0.2928; p00 0.3636 + 2 · 0.8848 · 0.1880 +
  // 0.7829 · 0.5975 + 0.05 = 1.2140, p01 0.7788 · (0.1880 + 0.8848 · 0.5975) = 0.5581; innovation 0.9402.
  test('a third sample', () => {
    const now = levelAndRate(upToNow([10, 11, 12], 60))
    expect(now?.rateCmPerH).toBeCloseTo(0.2928 + (0.5581 / 1.714) * 0.9402, 3)
    expect(now?.levelCm).toBeCloseTo(12 + 0.4 * (11.0598 + (1.214 / 1.714) * 0.9402 - 12), 3)
  })

  test('a sample that repeats a moment changes nothing', () => {
    const [first, second] = upToNow([10, 11], 60)
    if (first === undefined || second === undefined) throw new Error('two samples')
    const repeated = [first, { ...first, depthCm: 30 }, second]
    expect(levelAndRate(repeated)).toEqual(levelAndRate([first, second]))
  })
})

describe('courses', () => {
  test('flat: the level, and no rate', () => {
    const now = levelAndRate(ramp(0, 14))
    expect(now?.levelCm).toBeCloseTo(14, 10)
    expect(now?.rateCmPerH).toBeCloseTo(0, 10)
  })

  test.each([0.5, 1, 2, 4])('rising by %d cm/h: nearly that, for a rise is thought to weaken', (cmPerH) => {
    const rate = levelAndRate(ramp(cmPerH))?.rateCmPerH ?? 0
    expect(rate / cmPerH).toBeGreaterThan(0.75)
    expect(rate / cmPerH).toBeLessThanOrEqual(1)
  })

  test('a rise that has ended is forgotten', () => {
    const rising = Array.from({ length: 19 }, (_, index) => index / 2)
    const ended = [...rising, ...Array.from({ length: 18 }, () => 9)]
    expect(levelAndRate(upToNow(rising))?.rateCmPerH).toBeGreaterThan(2)
    expect(Math.abs(levelAndRate(upToNow(ended))?.rateCmPerH ?? 9)).toBeLessThan(0.3)
  })

  test('an echo in doubt moves it less', () => {
    const quiet = upToNow([10, 10, 10, 10])
    const jump = { atMs: NOW_MS + 10 * MINUTE_MS, depthCm: 13 }
    const sure = levelAndRate([...quiet, { ...jump, varianceCm2: 0.09 }])
    const doubtful = levelAndRate([...quiet, { ...jump, varianceCm2: 2.25 }])
    expect(doubtful?.levelCm).toBeLessThan(sure?.levelCm ?? 0)
    expect(doubtful?.rateCmPerH).toBeLessThan(sure?.rateCmPerH ?? 0)
  })
})

const depths = fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { minLength: 2, maxLength: 40 })

test('law: more snow under the sensor moves the level alone', () => {
  fc.assert(
    fc.property(depths, fc.double({ min: 0, max: 100, noNaN: true }), (cm, moreCm) => {
      const low = levelAndRate(upToNow(cm))
      const high = levelAndRate(upToNow(cm.map((it) => it + moreCm)))
      expect(high?.levelCm).toBeCloseTo((low?.levelCm ?? 0) + moreCm, 6)
      expect(high?.rateCmPerH).toBeCloseTo(low?.rateCmPerH ?? 0, 6)
    }),
  )
})

test('law: the same course at another time is the same', () => {
  fc.assert(
    fc.property(depths, fc.integer({ min: -1e9, max: 1e9 }), (cm, laterMs) => {
      const here = upToNow(cm)
      expect(levelAndRate(here.map((it) => ({ ...it, atMs: it.atMs + laterMs })))).toEqual(levelAndRate(here))
    }),
  )
})

test('law: the published level lies between what was measured', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(10, 11), { minLength: 2, maxLength: 40 }), (cm) => {
      const level = levelAndRate(upToNow(cm))?.levelCm ?? 0
      expect(level).toBeGreaterThan(9.5)
      expect(level).toBeLessThan(11.5)
    }),
  )
})
