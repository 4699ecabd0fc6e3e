import { expect, test } from 'vitest'
import { compensateDistance, isPlausibleAirTemp } from '../../src/quality/compensation.ts'
import { sharedCsv } from '../support/shared-csv.ts'
import { lacksSharedData } from '../support/shared-data.ts'

const OLD_TOWN = 'depth/oldtown_hw_2018-11_2020-06.csv'

test.each([
  { distanceMm: 3000, airTempC: 0, want: 3000 },
  { distanceMm: 3000, airTempC: -10, want: 2944.58 },
  { distanceMm: 3000, airTempC: 10, want: 3054.42 },
  { distanceMm: 1810, airTempC: -25, want: 1725.18 },
])('$distanceMm mm at $airTempC °C is $want mm', ({ distanceMm, airTempC, want }) => {
  expect(compensateDistance(distanceMm, airTempC)).toBeCloseTo(want, 1)
})

test.each([
  [-60, true],
  [-60.1, false],
  [60, true],
  [60.1, false],
  [Number.NaN, false],
])('an air temperature of %d °C is plausible: %s', (airTempC, want) => {
  expect(isPlausibleAirTemp(airTempC)).toBe(want)
})

test.skipIf(lacksSharedData(OLD_TOWN))("agrees with a recorded sensor's own compensation to 0.1 cm", () => {
  const wrong: string[] = []
  let compared = 0
  for (const row of sharedCsv(OLD_TOWN)) {
    const [rawM, compensatedM, airTempC] = [
      row.number('distance_raw_m'),
      row.number('distance_tc_m'),
      row.number('air_temp_c'),
    ]
    if (rawM === null || compensatedM === null || airTempC === null) continue
    compared++
    const differenceMm = compensateDistance(rawM * 1000, airTempC) - compensatedM * 1000
    if (Math.abs(differenceMm) > 1) wrong.push(`${new Date(row.atMs).toISOString()}: ${differenceMm} mm`)
  }
  expect(wrong).toEqual([])
  expect(compared).toBeGreaterThan(13_000)
})
