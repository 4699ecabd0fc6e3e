import { describe, expect, test } from 'vitest'
import { HOUR_MS } from '../../src/domain/time.ts'
import { addDepth, EMPTY_SNOW, type SnowState } from '../../src/snow/state.ts'
import { at } from '../support/sensor.ts'

/** Depths in cm, one an hour, after a snowfall of `stormCm` in six hours. */
function sinking(stormCm: number, depthsCm: readonly number[], airTempC: number | null): SnowState {
  const storm = [0, 0, ...[1, 2, 3, 4, 5, 6].map((it) => (stormCm * it) / 6), stormCm, stormCm]
  return [...storm, ...depthsCm].reduce(
    (it, depthCm, hour) =>
      addDepth(it, { atMs: at(hour * 60), depthCm, airTempC: hour < storm.length ? -2 : airTempC }),
    EMPTY_SNOW,
  )
}

/** From `fromCm` down by `stepCm` an hour. */
const down = (fromCm: number, stepCm: number, hours: number) =>
  Array.from({ length: hours }, (_, hour) => fromCm - stepCm * (hour + 1))

describe('the latest drop', () => {
  test('of fresh snow in frost is settling, and grows with it', () => {
    const { last } = sinking(30, down(30, 0.3, 12), -5).drop
    expect(last).toMatchObject({ cause: 'settling' })
    expect(last?.cm).toBeGreaterThan(2.5)
    expect((last?.atMs ?? 0) - (last?.fromMs ?? 0)).toBeGreaterThan(8 * HOUR_MS)
  })

  test('beyond settling in mild air is melt', () => {
    expect(sinking(30, down(30, 1.5, 10), 4).drop.last).toMatchObject({ cause: 'melt' })
  })

  test('beyond settling in frost is no melt', () => {
    expect(sinking(30, down(30, 0.8, 10), -1).drop.last).toMatchObject({ cause: 'settling' })
    expect(sinking(30, down(30, 0.8, 10), null).drop.last).toMatchObject({ cause: 'settling' })
  })

  test('at once and for good is a plow or a slide, told once with its whole depth', () => {
    const { last } = sinking(30, [18, 18, 18, 18], -1).drop
    expect(last).toMatchObject({ cause: 'plow-or-slide' })
    expect(last?.cm).toBeCloseTo(12, 0)
  })

  test('that melt explains is none, however much', () => {
    expect(sinking(30, [25, 20, 15, 10], 9).drop.last).toMatchObject({ cause: 'melt' })
    expect(sinking(30, [25, 20, 15, 10], 0).drop.last).toMatchObject({ cause: 'plow-or-slide' })
  })

  test('stays when it snows again, and below the hysteresis there is none', () => {
    const sunk = sinking(30, down(30, 0.3, 12), -5)
    const again = addDepth(addDepth(sunk, { atMs: at(3000), depthCm: 40 }), { atMs: at(3010), depthCm: 40 })
    expect(again.drop.last).toEqual(sunk.drop.last)
    expect(again.drop.slow).toBeNull()
    expect(sinking(30, [29.6, 29.4], -5).drop.last).toBeNull()
  })
})
