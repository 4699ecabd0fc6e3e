import fc from 'fast-check'
import { expect, test } from 'vitest'
import { trendCmPerH } from '../../src/predict/trend.ts'
import { NOW_MS, ramp, upToNow } from './fixture.ts'

test.each([
  { name: 'no sample', samples: [], want: 0 },
  { name: 'one sample', samples: upToNow([5]), want: 0 },
  { name: 'flat', samples: upToNow([5, 5, 5, 5]), want: 0 },
  { name: 'two samples half an hour apart', samples: upToNow([5, 6], 30), want: 2 },
  // slopes of the six pairs: 1, 1, 1, 0.67, 0.5, 0 cm per step; their middle 0.83
  { name: 'rises and stays', samples: upToNow([0, 1, 2, 2], 60), want: 0.8333 },
  { name: 'falling', samples: upToNow([9, 8, 7], 60), want: -1 },
  { name: 'one wild sample among ten', samples: upToNow([0, 1, 2, 3, 4, 50, 6, 7, 8, 9]), want: 6 },
  { name: 'what is older than three hours', samples: upToNow([90, 60, 30, 0, 1, 2, 3], 60), want: 1 },
  { name: 'twice the same moment', samples: [...upToNow([4, 5], 60), ...upToNow([5])], want: 1 },
])('$name: $want cm/h', ({ samples, want }) => {
  expect(trendCmPerH(samples, NOW_MS)).toBeCloseTo(want, 3)
})

test('a sample after the moment asked about is not known yet', () => {
  const samples = upToNow([0, 1, 2, 40], 60)
  expect(trendCmPerH(samples, NOW_MS - 1)).toBe(1)
})

test('of a sample a minute the newest still counts', () => {
  const flat = Array.from({ length: 180 }, () => 5)
  const rising = flat.map((cm, index) => cm + index / 60)
  expect(trendCmPerH(upToNow(flat, 1), NOW_MS)).toBe(0)
  expect(trendCmPerH(upToNow(rising, 1), NOW_MS)).toBeCloseTo(1, 6)
  // of 26 samples every second is taken, backwards from the newest: the others do not rise
  const every = Array.from({ length: 26 }, (_, index) => (index % 2 === 1 ? index / 10 : 0))
  expect(trendCmPerH(upToNow(every, 6), NOW_MS)).toBeCloseTo(1, 6)
})

test('law: a straight course has its slope, however dense', () => {
  fc.assert(
    fc.property(fc.double({ min: -5, max: 10, noNaN: true }), fc.integer({ min: 1, max: 30 }), (cmPerH, stepMin) => {
      const count = Math.floor(180 / stepMin)
      const course = Array.from({ length: Math.max(2, count) }, (_, index) => 50 + (cmPerH * index * stepMin) / 60)
      expect(trendCmPerH(upToNow(course, stepMin), NOW_MS)).toBeCloseTo(cmPerH, 6)
    }),
  )
  expect(trendCmPerH(ramp(2), NOW_MS)).toBeCloseTo(2, 6)
})

test('law: up is as steep as down', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 3, maxLength: 15 }), (cm) => {
      const up = trendCmPerH(upToNow(cm), NOW_MS)
      const down = trendCmPerH(upToNow(cm.map((it) => 50 - it)), NOW_MS)
      expect(down + up).toBeCloseTo(0, 9)
    }),
  )
})
