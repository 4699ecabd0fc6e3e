import { describe, expect, test } from 'vitest'
import { mayBeSnow, NO_WARMTH, tookAir } from '../../src/snow/warmth.ts'
import { at } from '../support/sensor.ts'

/** Air temperatures, one an hour from hour `from` on. */
function hourly(airTempsC: readonly (number | null)[], state = NO_WARMTH, from = 0) {
  return airTempsC.reduce((it, airTempC, index) => tookAir(it, at((from + index) * 60), airTempC), state)
}
const snowable = (airTempsC: readonly (number | null)[]) =>
  mayBeSnow(hourly(airTempsC), at((airTempsC.length - 1) * 60))
const COLD_DAY = Array.from({ length: 30 }, () => -1)
const SUMMER_DAY = Array.from({ length: 30 }, (_, hour) => 10 + 6 * Math.sin(hour / 4))

describe('snow may fall', () => {
  test.each([
    { name: 'where nobody knows the air', temps: [null, null, null, null, null], want: true },
    { name: 'in frost', temps: [-3, -3, -3, -3, -3], want: true },
    { name: 'not after three hours above 5 °C', temps: [6, 6, 6, 6], want: false },
    { name: 'before that', temps: [6, 6, 6], want: true },
    { name: 'at exactly 5 °C', temps: [5, 5, 5, 5, 5], want: true },
    { name: 'in a mild spell of a cold day, after one cooler hour', temps: [...COLD_DAY, 6, 6, 6, 6, 4], want: true },
    { name: 'but not before it', temps: [...COLD_DAY, 6, 6, 6, 6], want: false },
    { name: 'in a mild hour of a cold day', temps: [-4, -4, -4, -4, -4, 3, 3, 3, 3, 3], want: true },
    { name: 'not in a cool night on warm ground', temps: [...SUMMER_DAY, 4, 3.5, 3, 3, 3], want: false },
    { name: 'on warm ground once the air comes near freezing', temps: [...SUMMER_DAY, 4, 3.5, 3, 3, 1.5], want: true },
    { name: 'when the thermometer falls silent', temps: [...SUMMER_DAY, null], want: true },
  ])('$name', ({ temps, want }) => {
    expect(snowable(temps)).toBe(want)
  })
})
