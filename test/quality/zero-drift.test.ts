import { describe, expect, test } from 'vitest'
import { GOOD, NOT_EVALUATED, type QualityFlag, SUSPECT } from '../../src/quality/flags.ts'
import { EMPTY_ZERO, seekZeroDrift, type ZeroState } from '../../src/quality/zero-drift.ts'
import { at } from '../support/sensor.ts'

interface Season {
  readonly hours: number
  readonly depthCm: (hour: number) => number
  readonly airTempC?: (hour: number) => number | null
  readonly mountHeightMm?: (hour: number) => number
  readonly stepMin?: number
}

function season({ hours, depthCm, airTempC = () => 10, mountHeightMm = () => 2000, stepMin = 60 }: Season) {
  let state: ZeroState = EMPTY_ZERO
  const flags: QualityFlag[] = []
  for (let minutes = 0; minutes <= hours * 60; minutes += stepMin) {
    const hour = minutes / 60
    const sample = { atMs: at(minutes), depthCm: depthCm(hour), airTempC: airTempC(hour) }
    const found = seekZeroDrift(state, sample, mountHeightMm(hour))
    state = found.state
    flags.push(found.flag)
  }
  return { state, flags, last: flags.at(-1) }
}

describe('over bare ground', () => {
  test.each([
    { depthCm: 0, want: GOOD },
    { depthCm: 3, want: GOOD },
    { depthCm: -3, want: GOOD },
    { depthCm: 3.2, want: SUSPECT },
    { depthCm: -3.2, want: SUSPECT },
  ])('a zero at $depthCm cm is $want', ({ depthCm, want }) => {
    const { last, state } = season({ hours: 100, depthCm: () => depthCm })
    expect(last).toBe(want)
    expect(state.alarm).toBe(want === SUSPECT)
  })

  test('nothing is said before two days are on record', () => {
    const { flags } = season({ hours: 60, depthCm: () => 9 })
    expect(flags.findIndex((it) => it !== NOT_EVALUATED)).toBeGreaterThanOrEqual(48)
  })

  test('some wrong samples do not matter', () => {
    expect(season({ hours: 100, depthCm: (hour) => (hour % 5 === 0 ? 80 : 0) }).last).toBe(GOOD)
  })
})

describe('nothing is said', () => {
  test.each<Season & { name: string }>([
    { name: 'in the cold', hours: 200, depthCm: () => 9, airTempC: () => 7 },
    { name: 'when a night was cold', hours: 200, depthCm: () => 9, airTempC: (hour) => (hour % 24 === 3 ? 6 : 12) },
    { name: 'without a temperature', hours: 200, depthCm: () => 9, airTempC: () => null },
    { name: 'while old snow melts', hours: 200, depthCm: (hour) => 150 - hour * 0.4 },
  ])('$name', (it) => {
    expect(new Set(season(it).flags)).toEqual(new Set([NOT_EVALUATED]))
  })
})

describe('the alarm', () => {
  const drifted = (hour: number) => (hour < 400 ? 6 : 0)

  test('stands through the winter', () => {
    const winter = season({ hours: 3000, depthCm: drifted, airTempC: (hour) => (hour < 200 ? 12 : -3) })
    expect(winter).toMatchObject({ last: NOT_EVALUATED, state: { alarm: true } })
  })

  test('ends once bare ground reads 0 for most of a week', () => {
    expect(season({ hours: 800, depthCm: drifted })).toMatchObject({ last: GOOD, state: { alarm: false } })
  })

  test('ends when the sensor is mounted anew', () => {
    const mountHeightMm = (hour: number) => (hour < 300 ? 2000 : 2060)
    const { state } = season({ hours: 301, depthCm: drifted, mountHeightMm })
    expect(state.alarm).toBe(false)
  })
})

test('the state is bounded, however fast the device', () => {
  const { state } = season({ hours: 24 * 20, depthCm: () => 1, stepMin: 1 })
  expect(state.parts.length).toBeLessThanOrEqual(28)
  expect(state.hours.length).toBeLessThanOrEqual(6)
})
