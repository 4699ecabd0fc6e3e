import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HOUR_MS } from '../../src/domain/time.ts'
import {
  type Layer,
  settled,
  settlingCm,
  snowedOn,
  takenOff,
  thicknessCm,
  YOUNG_MS,
  youngLayers,
} from '../../src/snow/layers.ts'
import { at } from '../support/sensor.ts'

const layer = (hour: number, cm: number): Layer => ({ hourMs: at(0) + hour * HOUR_MS, cm })
const layers = fc
  .array(fc.integer({ min: 1, max: 200 }), { maxLength: 20 })
  .map((mms) => mms.map((mm, i) => layer(i, mm / 10)))

describe('layers', () => {
  test('what falls within one hour is one layer', () => {
    const snow = snowedOn(snowedOn(snowedOn([], at(5), 1), at(55), 2), at(65), 4)
    expect(snow).toEqual([layer(0, 3), layer(1, 4)])
  })

  test('are young for 72 h', () => {
    const snow = [layer(0, 3), layer(1, 4)]
    expect(youngLayers(snow, at(0) + YOUNG_MS - 1)).toEqual(snow)
    expect(youngLayers(snow, at(0) + YOUNG_MS)).toEqual([layer(1, 4)])
  })

  test('lose 1.2 % an hour by settling', () => {
    expect(settlingCm([layer(0, 10), layer(1, 10)], HOUR_MS)).toBeCloseTo(0.2386, 3)
    expect(settlingCm([layer(0, 20)], 24 * HOUR_MS)).toBeCloseTo(20 * (1 - Math.exp(-0.288)), 6)
    expect(settlingCm([], HOUR_MS)).toBe(0)
  })

  test.each([
    { name: 'the top first', cm: 3, want: [layer(0, 5), layer(1, 1)] },
    { name: 'then the next', cm: 6, want: [layer(0, 3)] },
    { name: 'exactly a layer', cm: 4, want: [layer(0, 5)] },
    { name: 'all and more', cm: 20, want: [] },
    { name: 'nothing', cm: 0, want: [layer(0, 5), layer(1, 4)] },
  ])('a fall takes from them: $name', ({ cm, want }) => {
    expect(takenOff([layer(0, 5), layer(1, 4)], cm)).toEqual(want)
  })

  test('settling and taking change the thickness by just what they say, down to nothing', () => {
    fc.assert(
      fc.property(layers, fc.integer({ min: 0, max: 400 }), (snow, mm) => {
        const left = Math.max(0, thicknessCm(snow) - mm / 10)
        expect(thicknessCm(takenOff(snow, mm / 10))).toBeCloseTo(left, 2)
        expect(Math.abs(thicknessCm(settled(snow, mm / 10)) - left)).toBeLessThan(0.02)
        for (const one of settled(snow, mm / 10)) expect(one.cm).toBeGreaterThan(0)
      }),
    )
  })
})
