import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS } from '../../src/domain/time.ts'
import { addDepth, addPass, EMPTY_SNOW, forgetSamples, HISTORY_MS, type SnowState } from '../../src/snow/state.ts'
import { uniform } from '../support/noise.ts'
import { at } from '../support/sensor.ts'

/** Depths in cm, one every ten minutes from minute `from` on. */
function snowed(depthsCm: readonly number[], state: SnowState = EMPTY_SNOW, from = 0): SnowState {
  return depthsCm.reduce((it, depthCm, index) => addDepth(it, at(from + index * 10), depthCm), state)
}

function now(state: SnowState) {
  return state.history.at(-1)
}

describe('the level', () => {
  test.each([
    { name: 'of one sample is that sample', depthsCm: [7], want: 7 },
    { name: 'of two is their middle', depthsCm: [7, 9], want: 8 },
    { name: 'of three is the middle one', depthsCm: [7, 30, 9], want: 9 },
    { name: 'of more is that of the last three', depthsCm: [1, 1, 1, 7, 30, 9], want: 9 },
  ])('$name', ({ depthsCm, want }) => {
    expect(now(snowed(depthsCm))?.depthCm).toBe(want)
  })

  test('knows samples of exactly the last 96 min', () => {
    const old = snowed([0, 0])
    expect(now(addDepth(old, at(96), 12))).toMatchObject({ depthCm: 0 })
    expect(now(addDepth(old, at(106), 12))).toMatchObject({ depthCm: 6 })
    expect(now(addDepth(old, at(106.1), 12))).toMatchObject({ depthCm: 12 })
  })

  test('begins anew once its samples are forgotten; what was counted stays', () => {
    const before = snowed([0, 0, 0, 20, 20, 20])
    const after = addDepth(forgetSamples(before), at(60), 5)
    expect(now(after)).toEqual({ atMs: at(60), depthCm: 5, depthSincePassCm: 5, newSnowCm: 20 })
  })
})

describe('depth since the last pass', () => {
  test('begins at zero with the first reading, whatever lies there', () => {
    const state = snowed([40])
    expect(now(state)).toMatchObject({ depthSincePassCm: 0, newSnowCm: 0 })
    expect(state).toMatchObject({ resetSource: 'start', resetAtMs: at(0), referenceCm: 40 })
  })

  test('is counted from the lowest point since', () => {
    const state = snowed([40, 40, 40, 35, 35, 35, 47, 47, 47])
    expect(now(state)).toMatchObject({ depthCm: 47, depthSincePassCm: 12 })
    expect(state.referenceCm).toBe(35)
  })

  test.each(['contractor', 'officer', 'step-down'] as const)('begins anew with a pass by %s', (source) => {
    const plowed = addPass(snowed([0, 0, 0, 15, 15, 15]), at(55), source)
    expect(now(plowed)).toEqual({ atMs: at(55), depthCm: 15, depthSincePassCm: 0, newSnowCm: 0 })
    expect(plowed).toMatchObject({ resetAtMs: at(55), resetSource: source })
    expect(now(snowed([15, 15, 19, 19, 19], plowed, 60))).toMatchObject({ depthSincePassCm: 4, newSnowCm: 4 })
    expect(now(snowed([3, 3, 3, 9, 9, 9], plowed, 60))).toMatchObject({ depthSincePassCm: 6, newSnowCm: 6 })
  })

  test('is exact to the millimetre wherever it is counted from', () => {
    for (let referenceMm = 0; referenceMm <= 300; referenceMm++) {
      const lowCm = referenceMm / 10
      const highCm = (referenceMm + 100) / 10
      expect(now(snowed([lowCm, lowCm, lowCm, highCm, highCm, highCm]))).toMatchObject({
        depthSincePassCm: 10,
        newSnowCm: 10,
      })
    }
  })

  test('a pass before any reading leaves nothing to count from', () => {
    const state = addPass(EMPTY_SNOW, at(-10), 'officer')
    expect(state.history).toEqual([])
    expect(now(snowed([12, 12, 12], state))).toMatchObject({ depthSincePassCm: 0, newSnowCm: 0 })
  })

  test('never falls below zero', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 40 }), (depthsCm) => {
        const { history } = snowed(depthsCm)
        for (const point of history) expect(point.depthSincePassCm).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})

describe('new snow', () => {
  test.each([
    { name: 'exactly the deadband counts', depthsCm: [5, 5, 5, 6, 6, 6], want: 1 },
    { name: 'less does not', depthsCm: [5, 5, 5, 5.9, 5.9, 5.9], want: 0 },
    { name: 'a slow rise counts in whole deadbands', depthsCm: [5, 5.5, 5.5, 6, 6, 6.5, 6.5, 7, 7, 7], want: 2 },
    { name: 'snow after settling counts anew', depthsCm: [0, 10, 10, 10, 6, 6, 6, 9, 9, 9], want: 13 },
  ])('$name', ({ depthsCm, want }) => {
    expect(now(snowed(depthsCm))?.newSnowCm).toBeCloseTo(want, 6)
  })

  test('a day of noise of ±0.4 cm is no snow', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0, max: 100, noNaN: true }), (seed, baseCm) => {
        const noise = uniform(seed)
        const state = snowed(Array.from({ length: 144 }, () => baseCm + 0.8 * noise() - 0.4))
        expect(now(state)?.newSnowCm).toBe(0)
        expect(now(state)?.depthSincePassCm).toBeLessThan(0.8)
      }),
    )
  })

  test('a storm under the same noise is measured to 2 cm', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 3, max: 60 }), (seed, stormCm) => {
        const noise = uniform(seed)
        const depthsCm = Array.from({ length: 144 }, (_, index) => (stormCm * index) / 143 + 0.8 * noise() - 0.4)
        const point = now(snowed(depthsCm))
        expect(Math.abs((point?.newSnowCm ?? 0) - stormCm)).toBeLessThanOrEqual(2)
        expect(Math.abs((point?.depthSincePassCm ?? 0) - stormCm)).toBeLessThanOrEqual(2)
      }),
    )
  })
})

describe('the course of the values', () => {
  test('reaches back exactly four hours', () => {
    const state = snowed(Array.from({ length: 200 }, () => 5))
    expect(HISTORY_MS).toBe(4 * HOUR_MS)
    expect(state.history).toHaveLength(25)
    expect(state.history[0]?.atMs).toBe((now(state)?.atMs ?? 0) - HISTORY_MS)
  })

  test('does so for the fastest device too, and is bounded for one faster still', () => {
    const every = (seconds: number, hours: number) => {
      let state = EMPTY_SNOW
      for (let s = 0; s <= hours * 3600; s += seconds) state = addDepth(state, at(s / 60), 5)
      return state.history
    }
    const fast = every(5, 3.5)
    expect((fast.at(-1)?.atMs ?? 0) - (fast[0]?.atMs ?? 0)).toBe(3.5 * HOUR_MS)
    expect(every(1, 1).length).toBeLessThanOrEqual(2880)
  })

  test('survives being stored', () => {
    const state = addPass(snowed([1, 2, 30, 4]), at(50), 'officer')
    expect(JSON.parse(JSON.stringify(state))).toEqual(state)
    expect(addDepth(state, at(50) + DAY_MS, 9).history).toHaveLength(1)
  })
})
