import { describe, expect, test } from 'vitest'
import { routeState } from '../../src/decide/route-state.ts'
import { EMPTY_SENSOR, foldReading, type SensorState } from '../../src/snow/fold.ts'
import { upsertDevice } from '../../src/store/devices/upsert-device.ts'
import { smallDistrict } from '../support/district.ts'
import { at, reading, sensor } from '../support/sensor.ts'
import { testDatabase } from '../support/stores.ts'

const ROADSIDE = sensor({ id: 'r1-b', surface: 'roadside' })

function seen(depthCm: number, minutes: number): SensorState {
  return foldReading(EMPTY_SENSOR, reading(minutes, { distanceMm: 2000 - depthCm * 10, airTempC: 0 }), sensor()).state
}

/** No window of snowfall can be told. */
const NOT_TOLD = [1, 3, 6, 12, 24, 72].map((hours) => ({ hours, newSnowCm: null, hourlySumCm: null, sensors: 0 }))

async function conditionOf(states: Readonly<Record<string, SensorState>>, nowMinutes = 0) {
  return (await stateOf(states, nowMinutes))?.condition
}

async function sensorsOf(states: Readonly<Record<string, SensorState>>, nowMinutes: number) {
  return (await stateOf(states, nowMinutes))?.sensors ?? []
}

async function stateOf(states: Readonly<Record<string, SensorState>>, nowMinutes: number) {
  const db = await testDatabase()
  await smallDistrict(db)
  await upsertDevice(db, ROADSIDE, 0)
  return routeState({ db, sensorState: async (id) => states[id] }, 'r1', at(nowMinutes))
}

test('the depth of a route is what lies on the road, not the bank beside it', async () => {
  expect(await conditionOf({ 'r1-a': seen(3, 0), 'r1-b': seen(30, 0) })).toMatchObject({ status: 'known', depthCm: 3 })
})

test('without a sensor over the road that speaks, the bank is better than nothing', async () => {
  expect(await conditionOf({ 'r1-a': seen(3, 0), 'r1-b': seen(30, 50) }, 60)).toMatchObject({
    status: 'known',
    depthCm: 30,
  })
})

test('silence is unknown, not zero', async () => {
  const unknown = { status: 'unknown', depthCm: null, depthSincePassCm: null, newSnowCm: null, snowfall: NOT_TOLD }
  expect(await conditionOf({ 'r1-a': seen(3, 0), 'r1-b': seen(30, 0) }, 60)).toEqual(unknown)
  expect(await conditionOf({})).toEqual(unknown)
})

/** A sensor over snow that rises by `cmPerH` for eight hours, a reading every ten minutes. */
function snowing(cmPerH: number, id: string): SensorState {
  let state = EMPTY_SENSOR
  for (let minutes = 0; minutes <= 480; minutes += 10) {
    const distanceMm = 2000 - (cmPerH * minutes) / 6
    state = foldReading(state, reading(minutes, { distanceMm, airTempC: 0 }), sensor({ id })).state
  }
  return state
}

describe('snowfall of a route', () => {
  test('is the median of the sensors that can tell it', async () => {
    const condition = await conditionOf({ 'r1-a': snowing(1, 'r1-a'), 'r1-b': snowing(2, 'r1-b') }, 480)
    const [one, , six, twelve] = condition?.snowfall ?? []
    expect(one).toMatchObject({ hours: 1, hourlySumCm: 1.5, sensors: 2 })
    expect(one?.newSnowCm).toBeCloseTo(1.6, 0)
    expect(six?.newSnowCm).toBeGreaterThan(9)
    expect(twelve).toEqual({ hours: 12, newSnowCm: null, hourlySumCm: null, sensors: 0 })
  })

  test('leaves out a sensor that is silent', async () => {
    const states = { 'r1-a': snowing(2, 'r1-a'), 'r1-b': seen(5, 300) }
    expect((await conditionOf(states, 490))?.snowfall[1]).toMatchObject({ hours: 3, hourlySumCm: 6, sensors: 1 })
  })
})

describe('what is known of each sensor', () => {
  test('is all there, and null where it is not', async () => {
    const sensors = await sensorsOf({ 'r1-a': snowing(2, 'r1-a') }, 480)
    expect(sensors).toMatchObject([
      {
        device: 'r1-a',
        surface: 'carriageway',
        status: 'ok',
        recordFromMs: at(0),
        depthCm: 15.67,
        resets: [],
        lastDrop: null,
        faults: [],
      },
      { device: 'r1-b', surface: 'roadside', status: 'no-data', recordFromMs: null, youngLayerCm: null, faults: [] },
    ])
    expect(sensors[1]?.snowfall.every((it) => it.newSnowCm === null && it.coveredH === 0)).toBe(true)
    expect(sensors[0]?.youngLayerCm).toBeGreaterThan(14)
  })

  test('nothing accepted for two hours is a fault, since the last that was', async () => {
    const faults = async (minutes: number) => (await sensorsOf({ 'r1-a': seen(5, 0) }, minutes))[0]?.faults
    expect(await faults(120)).toEqual([])
    expect(await faults(121)).toEqual([{ fault: 'no-accepted-sample', sinceMs: at(0) }])
  })
})

test('a route that does not exist has no state', async () => {
  const db = await testDatabase()
  expect(await routeState({ db, sensorState: async () => undefined }, 'nowhere', at(0))).toBeUndefined()
})
