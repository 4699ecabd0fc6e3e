import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clockSkewMs } from '../../src/device-life/skew.ts'
import { mergeVitals, NO_VITALS, vitalsOf } from '../../src/domain/vitals.ts'
import { at, reading } from '../support/sensor.ts'

const TRAVEL_MS = 2000
const skew = fc.integer({ min: -86_400_000, max: 86_400_000 })
const travel = fc.integer({ min: 0, max: TRAVEL_MS })
const buffering = fc.integer({ min: 0, max: 30 * 86_400_000 })

test('whatever was buffered, two messages that came straight through give the error to within their travel', () => {
  fc.assert(
    fc.property(
      skew,
      fc.array(travel, { minLength: 2, maxLength: 6 }),
      fc.array(buffering, { minLength: 3, maxLength: 10 }),
      (skewMs, straight, buffered) => {
        const found = clockSkewMs([...buffered, ...straight].map((it) => it - skewMs))
        expect(found).toBeLessThanOrEqual(skewMs)
        expect(found).toBeGreaterThanOrEqual(skewMs - TRAVEL_MS)
      },
    ),
  )
})

test('one nonsense time, however far ahead, moves the estimate by no more than travel', () => {
  fc.assert(
    fc.property(
      skew,
      fc.array(travel, { minLength: 4, maxLength: 11 }),
      fc.integer({ min: 0, max: 2 ** 50 }),
      (skewMs, straight, aheadMs) => {
        const found = clockSkewMs([...straight.map((it) => it - skewMs), 0 - skewMs - aheadMs]) ?? Number.NaN
        expect(found).toBeLessThanOrEqual(skewMs)
        expect(found).toBeGreaterThanOrEqual(skewMs - TRAVEL_MS)
      },
    ),
  )
})

test('is undefined below five messages, and the same in any order', () => {
  expect(clockSkewMs([0, 0, 0, 0])).toBeUndefined()
  expect(clockSkewMs([])).toBeUndefined()
  fc.assert(
    fc.property(fc.array(buffering, { minLength: 5, maxLength: 12 }), (delays) => {
      expect(clockSkewMs(delays.toReversed())).toBe(clockSkewMs(delays))
    }),
  )
})

test('of a buffered batch only its freshest reading tells of the clock', () => {
  const receivedAtMs = at(60)
  const batch = [0, 30, 59].map((minute) => reading(minute, { receivedAtMs, batteryV: minute }))
  const vitals = vitalsOf(batch)
  expect(vitals.delaysMs).toEqual([60_000])
  expect(vitals.batteries.map((it) => it.batteryV)).toEqual([0, 30, 59])
  expect(vitalsOf([reading(1, { deviceAtMs: null })])).toEqual(NO_VITALS)
})

test('what is kept stays bounded, the newest by arrival and by time', () => {
  let vitals = NO_VITALS
  for (let minute = 0; minute < 100; minute++)
    vitals = mergeVitals(vitals, vitalsOf([reading(minute, { batteryV: minute, receivedAtMs: at(minute) + minute })]))
  vitals = mergeVitals(vitals, vitalsOf([reading(3, { batteryV: 0, receivedAtMs: at(200) })]))
  expect(vitals.delaysMs).toEqual([...Array.from({ length: 11 }, (_, i) => 89 + i), 197 * 60_000])
  expect(vitals.batteries.map((it) => it.batteryV)).toEqual([95, 96, 97, 98, 99])
})
