import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { addDepth, addPass, addTaken, EMPTY_SNOW, type SnowState, youngLayerCm } from '../../src/snow/state.ts'
import { uniform } from '../support/noise.ts'
import { at } from '../support/sensor.ts'

/** Depths in cm, one every ten minutes from minute `from` on. */
function snowed(depthsCm: readonly number[], state: SnowState = EMPTY_SNOW, from = 0): SnowState {
  return depthsCm.reduce((it, depthCm, index) => addDepth(it, { atMs: at(from + index * 10), depthCm }), state)
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
    expect(now(addDepth(old, { atMs: at(96), depthCm: 12 }))).toMatchObject({ depthCm: 0 })
    expect(now(addDepth(old, { atMs: at(106), depthCm: 12 }))).toMatchObject({ depthCm: 6 })
    expect(now(addDepth(old, { atMs: at(106.1), depthCm: 12 }))).toMatchObject({ depthCm: 12 })
  })

  test('begins anew once its samples are forgotten; what was counted stays', () => {
    const before = snowed([0, 0, 0, 20, 20, 20])
    const after = addDepth(before, { atMs: at(60), depthCm: 5, newSurface: true })
    expect(now(after)).toEqual({
      atMs: at(60),
      sampleCm: 5,
      sampleSigmaCm: null,
      depthCm: 5,
      depthSincePassCm: 5,
      newSnowCm: 20,
    })
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
    expect(now(plowed)).toEqual({
      atMs: at(55),
      sampleCm: 15,
      sampleSigmaCm: null,
      depthCm: 15,
      depthSincePassCm: 0,
      newSnowCm: 0,
    })
    expect(plowed).toMatchObject({ resetAtMs: at(55), resetSource: source })
    expect(now(snowed([15, 15, 19, 19, 19], plowed, 60))).toMatchObject({
      depthSincePassCm: 4,
      // and the 0.03 cm which the 15 cm below settled in ten minutes
      newSnowCm: 4.03,
    })
    const bare = now(snowed([3, 3, 3, 9, 9, 9], plowed, 60))
    expect(bare?.depthSincePassCm).toBe(6)
    expect(bare?.newSnowCm).toBeCloseTo(6, 1)
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
    { name: 'exactly the hysteresis counts', depthsCm: [5, 5, 5, 6, 6, 6], want: 1 },
    { name: 'less does not', depthsCm: [5, 5, 5, 5.9, 5.9, 5.9], want: 0 },
    { name: 'once it rises, what is less counts too', depthsCm: [5, 5, 5, 6, 6, 6, 6.4, 6.4, 6.4], want: 1.4 },
    { name: 'snow after a fall counts anew', depthsCm: [0, 10, 10, 10, 6, 6, 6, 9, 9, 9], want: 13 },
    {
      name: 'making up for a fall below the hysteresis is none',
      depthsCm: [0, 5, 5, 5, 4.2, 4.2, 4.2, 5, 5, 5],
      want: 5,
    },
  ])('$name', ({ depthsCm, want }) => {
    const newSnowCm = now(snowed(depthsCm))?.newSnowCm ?? 0
    expect(newSnowCm).toBeGreaterThanOrEqual(want - 1e-6)
    // settling of the layers while it snows: 1.2 % an hour of at most 10 cm for under two hours
    expect(newSnowCm).toBeLessThanOrEqual(want + 0.2)
  })

  test('constant depth with noise below the hysteresis is no snow, in a whole season', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0, max: 200, noNaN: true }), (seed, baseCm) => {
        const noise = uniform(seed)
        let state = EMPTY_SNOW
        for (let hour = 0; hour < 150 * 24; hour++) {
          state = addDepth(state, { atMs: at(hour * 60), depthCm: baseCm + 0.98 * (noise() - 0.5), airTempC: -3 })
        }
        expect(state.snowfall.fallenCm).toBe(0)
        expect(state.history.at(-1)?.newSnowCm).toBe(0)
      }),
      { numRuns: 20 },
    )
  })

  test('a monotone snowfall is counted whole, and what settled meanwhile with it', () => {
    const rises = fc.array(fc.double({ min: 0, max: 0.8, noNaN: true }), { minLength: 20, maxLength: 200 })
    fc.assert(
      fc.property(rises, (risesCm) => {
        let depthCm = 20
        const depthsCm = risesCm.map((riseCm) => (depthCm += riseCm))
        const state = snowed(depthsCm)
        const point = now(state)
        const roseCm = (point?.depthCm ?? 0) - (depthsCm[0] ?? 0)
        const mostSettledCm = 0.012 * (depthsCm.length / 6) * roseCm * 1.5
        expect(point?.newSnowCm).toBeGreaterThan(roseCm - 1)
        expect(point?.newSnowCm).toBeLessThanOrEqual(roseCm + mostSettledCm + 0.1)
      }),
    )
  })

  test('a storm under noise of ±0.4 cm is measured to 2 cm, beside what settles', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 3, max: 60 }), (seed, stormCm) => {
        const noise = uniform(seed)
        const depthsCm = Array.from({ length: 144 }, (_, index) => (stormCm * index) / 143 + 0.8 * noise() - 0.4)
        const point = now(snowed(depthsCm))
        const settledCm = 0.012 * 24 * (stormCm / 2)
        expect(point?.newSnowCm).toBeGreaterThan(stormCm - 2)
        expect(point?.newSnowCm).toBeLessThan(stormCm + settledCm + 2)
        expect(Math.abs((point?.depthSincePassCm ?? 0) - stormCm)).toBeLessThanOrEqual(2)
      }),
    )
  })

  test('none falls in warm air, and the count goes on from where the surface then is', () => {
    const grass = [0, 1, 2, 4, 6, 6, 6].map((depthCm, index) => ({ atMs: at(240 + index * 60), depthCm, airTempC: 12 }))
    const before = [0, 0, 0].map((depthCm, index) => ({ atMs: at(index * 60), depthCm, airTempC: 12 }))
    const summer = [...before, ...grass].reduce(addDepth, EMPTY_SNOW)
    expect(now(summer)).toMatchObject({ depthSincePassCm: 6, newSnowCm: 0 })
    const snow = [8, 10, 12].map((depthCm, index) => ({ atMs: at(720 + index * 60), depthCm, airTempC: 0 }))
    const cold = snow.reduce(addDepth, summer)
    expect(now(cold)?.newSnowCm).toBeCloseTo((now(cold)?.depthCm ?? 0) - 6, 0)
  })

  test('a surface that came at once and is no snow counts as depth alone', () => {
    const state = addDepth(snowed([2, 2, 2]), { atMs: at(40), depthCm: 14, newSurface: true, noSnow: true })
    expect(now(state)).toMatchObject({ depthCm: 14, depthSincePassCm: 12, newSnowCm: 0 })
  })
})

describe('the young layer', () => {
  test('is what fell in the last 72 h, and never more than lies there', () => {
    const state = snowed([10, 10, 10, 15, 15, 15, 15])
    expect(youngLayerCm(state, at(60))).toBeCloseTo(5, 1)
    // the layer is dated by the hour in which it fell
    expect(youngLayerCm(state, at(30) + 72 * HOUR_MS)).toBe(0)
    expect(youngLayerCm(snowed([10, 10, 10, 0, 0, 0], state, 70), at(130))).toBe(0)
    expect(youngLayerCm(EMPTY_SNOW, at(0))).toBe(0)
  })

  test('follows the level as long as it is young', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 120 }), (depthsCm) => {
        const state = snowed(depthsCm)
        const young = youngLayerCm(state, now(state)?.atMs ?? 0)
        expect(young).toBeGreaterThanOrEqual(0)
        expect(young).toBeLessThanOrEqual(now(state)?.depthCm ?? 0)
      }),
    )
  })
})

describe('resets', () => {
  test('keep the values before each pass, the latest five', () => {
    let state = snowed([0, 0, 0, 6, 6, 6])
    for (let pass = 0; pass < 7; pass++) state = addPass(state, at(60 + pass * 10), 'officer')
    expect(state.resets).toHaveLength(5)
    expect(state.resets[0]?.atMs).toBe(at(80))
    const first = addPass(snowed([0, 0, 0, 6, 6, 6]), at(60), 'contractor')
    expect(first.resets).toEqual([
      { atMs: at(60), source: 'contractor', depthCm: 6, depthSincePassCm: 6, newSnowCm: 6 },
    ])
    expect(addPass(EMPTY_SNOW, at(0), 'officer').resets).toEqual([
      { atMs: at(0), source: 'officer', depthCm: null, depthSincePassCm: null, newSnowCm: null },
    ])
  })

  test('by the sensor itself, they keep what lay there before the surface fell', () => {
    const fallen = addDepth(snowed([0, 0, 0, 9, 9, 9]), { atMs: at(70), depthCm: 1, newSurface: true })
    const state = addPass(addTaken(fallen, at(70)), at(70), 'step-down')
    expect(state.resets).toMatchObject([{ source: 'step-down', depthCm: 9, depthSincePassCm: 9, newSnowCm: 9 }])
    expect(state.drop.last).toEqual({ fromMs: at(50), atMs: at(70), cm: 8, cause: 'plow-or-slide' })
    expect(now(state)).toMatchObject({ depthCm: 1, depthSincePassCm: 0, newSnowCm: 0 })
  })
})

describe('the state', () => {
  test('survives being stored', () => {
    const state = addPass(snowed([1, 2, 30, 4]), at(50), 'officer')
    expect(JSON.parse(JSON.stringify(state))).toEqual(state)
    expect(addDepth(state, { atMs: at(50) + DAY_MS, depthCm: 9 }).history).toHaveLength(1)
  })

  test('stays bounded however long and fast a sensor speaks', () => {
    const noise = uniform(3)
    let state = EMPTY_SNOW
    const stepMs = 20 * 1000
    for (let ms = 0; ms < 5 * DAY_MS; ms += stepMs) {
      state = addDepth(state, { atMs: at(0) + ms, depthCm: 30 + 20 * Math.sin(ms / HOUR_MS) + noise(), airTempC: -2 })
    }
    expect(state.history.length).toBeLessThanOrEqual(6 * 60 + 3)
    expect(state.history.length).toBeGreaterThan(6 * 60 - 2)
    expect((now(state)?.atMs ?? 0) - (state.history[0]?.atMs ?? 0)).toBeGreaterThan(6 * HOUR_MS - 2 * MINUTE_MS)
    expect(state.marks.length).toBeLessThanOrEqual(74)
    expect(state.snowfall.layers.length).toBeLessThanOrEqual(73)
    expect(state.samples.length).toBeLessThanOrEqual(3)
  })
})
