import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomOf } from '../random.ts'
import { DISTANCE_SIGMA_MM, measure, uncompensatedMm } from '../sensor.ts'

const compensated = (rawMm: number, airTempC: number) => rawMm * Math.sqrt((airTempC + 273.15) / 273.15)

test('what compensation corrects is what the sensor got wrong', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 300, max: 20_000, noNaN: true }),
      fc.double({ min: -40, max: 40, noNaN: true }),
      (mm, t) => {
        expect(compensated(uncompensatedMm(mm, t), t)).toBeCloseTo(mm, 6)
      },
    ),
  )
})

test('a reading of three metres at minus ten is 5.5 cm too far', () => {
  expect(uncompensatedMm(3000 - 55.4, -10)).toBeCloseTo(3000, 0)
})

test('many samples scatter around the true depth by the stated sigma', () => {
  const truth = { depthCm: 42, snowfallCmPerH: 2, airTempC: -7 }
  const depths = Array.from({ length: 2000 }, (_, i) => {
    const one = measure(truth, { mountHeightMm: 3000 }, 0, randomOf(1, i))
    return (3000 - compensated(one.distanceMm ?? 0, one.airTempC)) / 10
  })
  const mean = depths.reduce((sum, it) => sum + it, 0) / depths.length
  const sigmaMm = 10 * Math.sqrt(depths.reduce((sum, it) => sum + (it - mean) ** 2, 0) / depths.length)
  expect(mean).toBeCloseTo(42, 1)
  expect(sigmaMm).toBeGreaterThan(DISTANCE_SIGMA_MM * 0.9)
  expect(sigmaMm).toBeLessThan(DISTANCE_SIGMA_MM * 1.2)
})

test('a sensor that compensates itself reports the true distance', () => {
  const truth = { depthCm: 0, snowfallCmPerH: 0, airTempC: -20 }
  const one = measure(truth, { mountHeightMm: 3000, temperatureCompensated: true }, 0, randomOf(1))
  expect(Math.abs((one.distanceMm ?? 0) - 3000)).toBeLessThan(25)
})

test('echo quality is good in clear air and worse in heavy snow', () => {
  const mean = (snowfallCmPerH: number) => {
    const all = Array.from({ length: 300 }, (_, i) =>
      measure({ depthCm: 5, snowfallCmPerH, airTempC: -3 }, { mountHeightMm: 3000 }, 0, randomOf(2, i)),
    )
    expect(all.every((it) => it.echoQuality >= 152)).toBe(true)
    return all.reduce((sum, it) => sum + it.echoQuality, 0) / all.length
  }
  expect(mean(0)).toBeLessThan(210)
  expect(mean(6)).toBeGreaterThan(mean(0) + 30)
})

test('the battery sags over months and in the cold', () => {
  const volts = (runMs: number, airTempC: number) =>
    measure({ depthCm: 0, snowfallCmPerH: 0, airTempC }, { mountHeightMm: 3000 }, runMs, randomOf(3)).batteryV
  expect(volts(60 * 86_400_000, 0)).toBeLessThan(volts(0, 0))
  expect(volts(0, -20)).toBeLessThan(volts(0, 0))
})
