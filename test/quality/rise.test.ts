import { describe, expect, test } from 'vitest'
import { GOOD, NOT_EVALUATED, SUSPECT } from '../../src/quality/flags.ts'
import { EMPTY_RISE, type RiseState, seekRise } from '../../src/quality/rise.ts'
import { at } from '../support/sensor.ts'

type Told = number | null

function follow(depthsCm: readonly number[], told: Told | ((index: number) => Told) = null, stepAt = -1) {
  let state: RiseState = EMPTY_RISE
  const asked: { fromMin: number; toMin: number }[] = []
  const flags = depthsCm.map((depthCm, index) => {
    const sample = { atMs: at(index * 10), depthCm }
    const found = seekRise(state, sample, index === stepAt, (fromMs, toMs) => {
      asked.push({ fromMin: (fromMs - at(0)) / 60_000, toMin: (toMs - at(0)) / 60_000 })
      return typeof told === 'function' ? told(index) : told
    })
    state = found.state
    expect(state.lows.length).toBeLessThanOrEqual(9)
    return found.flag
  })
  return { state, flags, last: flags.at(-1), asked }
}

describe('a rise of more than 5 cm within 75 minutes', () => {
  test.each<{ name: string; told: Told; want: number }>([
    { name: 'borne out by a fifth of it', told: 1.2, want: GOOD },
    { name: 'not by less', told: 1.19, want: SUSPECT },
    { name: 'nobody says', told: null, want: NOT_EVALUATED },
  ])('$name', ({ told, want }) => {
    expect(follow([10, 10, 12, 14, 16], told).last).toBe(want)
  })

  test('of 5 cm exactly is none, nor is a slow one', () => {
    expect(follow([10, 15], 0).state.rise).toBeNull()
    expect(follow([10, 15.01], 0).state.rise).toMatchObject({ witness: 'denies', step: false })
    const slow = Array.from({ length: 40 }, (_, index) => 10 + index * 0.6)
    expect(follow(slow, 0).state.rise).toBeNull()
  })

  test('a small one needs a fifth too, and never less than 1 cm', () => {
    expect(follow([10, 15.01], 1).last).toBe(SUSPECT)
    expect(follow([10, 15.01], 1.01).last).toBe(GOOD)
    expect(follow([0, 2, 4, 4.99], 0.99).state.rise).toBeNull()
  })

  test('snow three hours before and after bears it out: forecasts are wrong by that much', () => {
    expect(follow([10, 10, 18], 0).asked).toEqual([{ fromMin: -180, toMin: 200 }])
  })
})

describe('it stands', () => {
  test('while most of it is still there, for six hours', () => {
    const lying = (samples: number) => follow([10, 20, ...Array.from({ length: samples }, () => 20)], 0)
    // The rise was last to be seen 75 minutes after it began.
    expect(lying(42).state.rise).not.toBeNull()
    expect(lying(43).state.rise).toBeNull()
  })

  test('not once it has sunk by half', () => {
    expect(follow([10, 20, 15.1], 0).state.rise).not.toBeNull()
    expect(follow([10, 20, 15], 0).state.rise).toBeNull()
  })

  test('until others tell of snow after all', () => {
    const { flags } = follow([10, 20, 20, 20], (index) => (index < 3 ? 0 : 8))
    expect(flags).toEqual([NOT_EVALUATED, SUSPECT, SUSPECT, GOOD])
  })

  test('as one, while it goes on', () => {
    const { state } = follow([10, 13, 16, 19, 22, 25, 28, 31], 0)
    expect(state.rise).toMatchObject({ fromMs: at(0), fromCm: 10, riseCm: 21, atMs: at(70) })
  })
})

test('a step that was held back for hours rose from what was accepted before it', () => {
  let state = follow([10, 10]).state
  state = seekRise(state, { atMs: at(400), depthCm: 40 }, true, () => null).state
  expect(state.rise).toEqual({ fromMs: at(10), fromCm: 10, atMs: at(400), riseCm: 30, step: true, witness: 'silent' })
})
