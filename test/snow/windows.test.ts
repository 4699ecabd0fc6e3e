import { describe, expect, test } from 'vitest'
import { HOUR_MS } from '../../src/domain/time.ts'
import { addDepth, addPass, EMPTY_SNOW, type SnowState } from '../../src/snow/state.ts'
import { snowfallWindows } from '../../src/snow/windows.ts'
import { at } from '../support/sensor.ts'

/** A sensor that speaks every `everyMin`, over `depthCm(hour)`; silent where that is null. Begins on a whole hour. */
function seen(hours: number, depthCm: (hour: number) => number | null, everyMin = 10, state = EMPTY_SNOW): SnowState {
  let next = state
  for (let minutes = 0; minutes <= hours * 60; minutes += everyMin) {
    const cm = depthCm(minutes / 60)
    if (cm !== null) next = addDepth(next, { atMs: at(minutes), depthCm: cm, airTempC: -3 })
  }
  return next
}

const hours = (state: SnowState, nowMin: number) =>
  new Map(snowfallWindows(state, at(nowMin)).map((it) => [it.hours, it]))
const told = (state: SnowState, nowMin: number) => snowfallWindows(state, at(nowMin)).map((it) => it.newSnowCm)

describe('snowfall of the last hours', () => {
  test('is told for the windows which the record covers; the others are unknown, not none', () => {
    const state = seen(7, () => 20)
    expect(told(state, 7 * 60)).toEqual([0, 0, 0, null, null, null])
    expect(hours(state, 7 * 60).get(6)).toEqual({ hours: 6, newSnowCm: 0, hourlySumCm: 0, coveredH: 6 })
    expect(hours(state, 7 * 60).get(24)).toEqual({ hours: 24, newSnowCm: null, hourlySumCm: null, coveredH: 7 })
    expect(hours(EMPTY_SNOW, 0).get(1)).toEqual({ hours: 1, newSnowCm: null, hourlySumCm: null, coveredH: 0 })
  })

  test('of steady snow of 2 cm/h grows with the window', () => {
    const state = seen(80, (hour) => 2 * hour)
    const windows = hours(state, 80 * 60)
    for (const length of [1, 3, 6, 12, 24, 72]) {
      const { newSnowCm, hourlySumCm, coveredH } = windows.get(length) ?? {}
      expect(newSnowCm).toBeGreaterThan(1.9 * length)
      // settling: at most 1.2 % an hour of what is young
      expect(newSnowCm).toBeLessThan(2 * length * (1 + 0.012 * 72) + 1)
      expect(hourlySumCm).toBe(2 * length)
      expect(coveredH).toBe(length)
    }
  })

  test('ends now, to the minute', () => {
    // 3 cm between 09:00 and 09:30, nothing after
    const depthCm = (hour: number) => (hour < 9 ? 0 : Math.min(3, (hour - 9) * 6))
    expect(hours(seen(10, depthCm), 10 * 60).get(1)?.newSnowCm).toBeCloseTo(3, 1)
    const later = seen(11, depthCm)
    expect(hours(later, 11 * 60).get(1)?.newSnowCm).toBe(0)
    expect(hours(later, 11 * 60).get(3)?.newSnowCm).toBeCloseTo(3, 1)
    // the level lags behind the surface by one sample
    expect(hours(seen(10.5, depthCm), 10.5 * 60).get(1)?.newSnowCm).toBeLessThan(1.1)
  })

  test('outlives a pass', () => {
    const before = seen(8, (hour) => hour)
    const state = addPass(before, at(8 * 60), 'contractor')
    expect(state.history.at(-1)).toMatchObject({ newSnowCm: 0 })
    expect(hours(state, 8 * 60).get(6)?.newSnowCm).toBe(hours(before, 8 * 60).get(6)?.newSnowCm)
    expect(hours(state, 8 * 60).get(6)?.newSnowCm).toBeGreaterThan(5.5)
  })

  test('is unknown across a hole, and while the sensor is silent', () => {
    const holed = seen(30, (hour) => (hour > 10 && hour < 20 ? null : hour))
    const windows = hours(holed, 30 * 60)
    expect(windows.get(6)?.newSnowCm).toBeGreaterThan(5.5)
    // begins within the hole
    expect(windows.get(12)).toMatchObject({ newSnowCm: null, coveredH: 10 })
    // reaches beyond it, but covers too little
    expect(windows.get(24)).toMatchObject({ newSnowCm: null, coveredH: 14 })
    expect(
      told(
        seen(30, () => 5),
        33 * 60,
      ),
    ).toEqual([null, null, null, null, 0, null])
  })

  test('a slower device may be silent for longer', () => {
    const state = seen(48, (hour) => hour, 180)
    expect(told(state, 48 * 60)).toEqual([null, null, null, null, null, null])
    const [one, , , , day] = snowfallWindows(state, at(48 * 60), 12 * HOUR_MS)
    expect(day?.newSnowCm).toBeGreaterThan(23)
    expect(one?.newSnowCm).toBeGreaterThan(0.9)
  })
})

describe('the hourly sum', () => {
  test('adds the rises from whole hour to whole hour, in whole centimetres, and no falls', () => {
    const depths = [10, 12.4, 12.6, 11, 11, 15]
    const state = seen(5, (hour) => depths[Math.floor(hour)] ?? 15, 60)
    // 10→12, 12→13, 13→11, 11→11, 11→15, by the level: the mean of the last two samples of an hourly device
    expect(hours(state, 5 * 60).get(3)?.hourlySumCm).toBe(2)
    expect(hours(state, 5 * 60).get(1)?.hourlySumCm).toBe(2)
  })

  test('counts the last whole hours, not the one under way', () => {
    const state = seen(9.5, (hour) => (hour > 9 ? 8 : 0))
    expect(hours(state, 9.5 * 60).get(1)).toMatchObject({ hourlySumCm: 0 })
    expect(hours(state, 9.5 * 60).get(1)?.newSnowCm).toBe(8)
  })

  test('is unknown where too many hours are', () => {
    const state = seen(12, (hour) => (hour > 7 && hour < 10 ? null : hour), 10)
    const windows = hours(state, 12 * 60)
    expect(windows.get(6)?.hourlySumCm).toBeNull()
    expect(windows.get(3)?.hourlySumCm).toBeNull()
    expect(windows.get(1)?.hourlySumCm).toBe(1)
  })
})
