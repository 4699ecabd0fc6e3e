import { expect, test } from 'vitest'
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

async function conditionOf(states: Readonly<Record<string, SensorState>>, nowMinutes = 0) {
  const db = await testDatabase()
  await smallDistrict(db)
  await upsertDevice(db, ROADSIDE, 0)
  const state = await routeState({ db, sensorState: async (id) => states[id] }, 'r1', at(nowMinutes))
  return state?.condition
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
  const unknown = { status: 'unknown', depthCm: null, depthSincePassCm: null, newSnowCm: null }
  expect(await conditionOf({ 'r1-a': seen(3, 0), 'r1-b': seen(30, 0) }, 60)).toEqual(unknown)
  expect(await conditionOf({})).toEqual(unknown)
})

test('a route that does not exist has no state', async () => {
  const db = await testDatabase()
  expect(await routeState({ db, sensorState: async () => undefined }, 'nowhere', at(0))).toBeUndefined()
})
