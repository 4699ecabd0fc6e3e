import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Device } from '../../src/domain/device.ts'
import type { Witness } from '../../src/domain/witness.ts'
import { EMPTY_SENSOR, foldPass, foldReading, type SensorState } from '../../src/snow/fold.ts'
import { at, over, reading, sensor } from '../support/sensor.ts'

/** Depths in cm, one every ten minutes. */
function folded(
  depthsCm: readonly number[],
  device: Device = sensor(),
  state: SensorState = EMPTY_SENSOR,
): SensorState {
  const from = state.lastReadingAtMs === null ? 0 : (state.lastReadingAtMs - at(0)) / 60_000 + 10
  return depthsCm.reduce(
    (it, depthCm, index) => foldReading(it, reading(from + index * 10, over(depthCm)), device).state,
    state,
  )
}

const STORM = [2, 2, 2, 5, 8, 11, 14, 17, 17, 17]

describe('a confirmed fall', () => {
  test('over the carriageway is a plow pass', () => {
    const state = folded([3, 3, 3], sensor(), folded(STORM))
    expect(state.snow).toMatchObject({ resetSource: 'step-down', resetAtMs: state.lastReadingAtMs })
    expect(state.snow.history.at(-1)).toMatchObject({ depthCm: 3, depthSincePassCm: 0, newSnowCm: 0 })
    expect(folded([3, 3, 7, 7, 7], sensor(), state).snow.history.at(-1)).toMatchObject({ depthSincePassCm: 4 })
  })

  test('at the roadside is none: it may be a slide or a berm', () => {
    const roadside = sensor({ surface: 'roadside' })
    const before = folded(STORM, roadside)
    const state = folded([3, 3, 3], roadside, before)
    expect(state.snow).toMatchObject({ resetSource: 'start', resetAtMs: at(0) })
    const newSnowCm = before.snow.history.at(-1)?.newSnowCm
    expect(state.snow.history.at(-1)).toMatchObject({ depthCm: 3, depthSincePassCm: 1, newSnowCm })
    expect(state.snow.resets).toEqual([])
    expect(state.snow.drop.last).toMatchObject({ cm: 14, cause: 'plow-or-slide' })
  })

  test.each(['carriageway', 'roadside'] as const)('that the surface comes back from was an error (%s)', (surface) => {
    const device = sensor({ surface })
    const before = folded(STORM, device)
    const back = folded([3, 3, 3, 3, 17, 17, 17], device, before)
    expect(back.snow).toMatchObject({ resetSource: 'start', resetAtMs: at(0), resets: [] })
    expect(back.snow.history.at(-1)).toMatchObject({
      depthCm: 17,
      depthSincePassCm: 15,
      newSnowCm: before.snow.history.at(-1)?.newSnowCm,
    })
    expect(folded([18, 19], device, back).snow.history.at(-1)).toMatchObject({ depthSincePassCm: 16 })
  })

  test('that somebody reported as a pass stays one, though the surface comes back', () => {
    const fallen = folded([3, 3, 3], sensor(), folded(STORM))
    const reported = foldPass(fallen, (fallen.lastReadingAtMs ?? 0) + 1, 'contractor')
    const back = folded([17, 17, 17], sensor(), reported)
    expect(back.snow).toMatchObject({ resetSource: 'contractor' })
    expect(back.snow.history.at(-1)).toMatchObject({ depthSincePassCm: 14 })
  })

  test('is none before it is confirmed', () => {
    const state = folded([3, 3], sensor(), folded(STORM))
    expect(state.snow).toBe(folded([], sensor(), state).snow)
    expect(state.snow).toMatchObject({ resetSource: 'start' })
    expect(state.quality.gate.suspects).toHaveLength(2)
  })
})

test('a confirmed rise is no pass, and the old samples no longer weigh on the level', () => {
  const state = folded([27, 27, 27], sensor(), folded(STORM))
  expect(state.snow).toMatchObject({ resetSource: 'start' })
  expect(state.snow.history.at(-1)).toMatchObject({ depthCm: 27, depthSincePassCm: 25 })
})

describe('a confirmed rise', () => {
  const roseTo = (depthCm: number, knownCm: number | null) => {
    const witness: Witness = { airTempC: () => null, snowfallCm: () => knownCm }
    return [0, 10, 20].reduce(
      (it, minutes) => foldReading(it, reading(100 + minutes, over(depthCm)), sensor(), witness).state,
      folded(STORM),
    )
  }

  test.each([
    { name: 'is no snow when nobody else knows of any', knownCm: null, counted: false },
    { name: 'is no snow when others know of too little', knownCm: 4.4, counted: false },
    { name: 'is snow when others know of half of it', knownCm: 5, counted: true },
  ])('$name', ({ knownCm, counted }) => {
    const beforeCm = folded(STORM).snow.snowfall.fallenCm
    const state = roseTo(27, knownCm)
    expect(state.snow.history.at(-1)).toMatchObject({ depthCm: 27, depthSincePassCm: 25 })
    expect(state.snow.snowfall.fallenCm - beforeCm > 9).toBe(counted)
  })
})

describe('the pattern of a shallow pass', () => {
  /** A pass of 4.5 cm: within what the gate lets by. */
  const shallow = [10, 10, 10, 10, 10, 5.5, 5.5, 5.5, 5.5, 5.5]

  test('resets once over the carriageway', () => {
    const { snow } = folded(shallow)
    expect(snow.resets).toMatchObject([{ source: 'step-down', depthCm: 10 }])
    expect(snow.drop.last).toMatchObject({ cm: 4.5, cause: 'plow-or-slide' })
  })

  test('resets nothing at the roadside', () => {
    const { snow } = folded(shallow, sensor({ surface: 'roadside' }))
    expect(snow.resetSource).toBe('start')
    expect(snow.drop.last).toMatchObject({ cause: 'plow-or-slide' })
  })

  test('is not told a second time after the step that was confirmed', () => {
    const { snow } = folded([3, 3, 3, 3, 3, 3, 3], sensor(), folded(STORM))
    expect(snow.resets).toHaveLength(1)
  })
})

test('a reported pass starts anew at any kind of sensor', () => {
  for (const surface of ['carriageway', 'roadside'] as const) {
    const state = foldPass(folded(STORM, sensor({ surface })), at(95), 'contractor')
    expect(state.snow).toMatchObject({ resetSource: 'contractor', resetAtMs: at(95) })
    expect(state.snow.history.at(-1)).toMatchObject({ atMs: at(95), depthSincePassCm: 0, newSnowCm: 0 })
  }
})

test('what is not accepted is seen, and changes nothing else', () => {
  const before = folded(STORM)
  const { state, judged } = foldReading(before, reading(200, over(-50)), sensor())
  expect(judged.accepted).toBe(false)
  expect(state.snow).toBe(before.snow)
  expect(state.lastAccepted).toEqual({ atMs: at(90), identity: `@${at(90)}`, clockSuspect: false })
  expect(state.lastReadingAtMs).toBe(at(200))
})

test('the state may be stored and read again between any two readings', () => {
  const depths = fc.array(fc.oneof(fc.double({ min: 0, max: 25, noNaN: true }), fc.constantFrom(3, 80)), {
    maxLength: 60,
  })
  fc.assert(
    fc.property(depths, fc.nat(59), (depthsCm, place) => {
      const half = folded(depthsCm.slice(0, place))
      const stored = JSON.parse(JSON.stringify(half)) as SensorState
      expect(folded(depthsCm.slice(place), sensor(), stored)).toEqual(folded(depthsCm))
    }),
  )
})

test.each([
  [183, 0.3],
  [260, 0.9],
  [null, null],
])('an echo of quality %d is remembered with its uncertainty', (echoQuality, sampleSigmaCm) => {
  const { state } = foldReading(EMPTY_SENSOR, reading(0, { ...over(5), echoQuality }), sensor())
  expect(state.snow.history.at(-1)).toMatchObject({ sampleCm: 5, sampleSigmaCm })
})
