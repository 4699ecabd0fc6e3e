/** Turns a value in some unit into the unit that a reading's field has. */
type Conversion = (value: number) => number

/** Units by their SenML symbols: the registry of RFC 8428 and the secondary units of RFC 8798. */
type Units = Readonly<Record<string, Conversion>>

const KELVIN_OF_0_C = 273.15
const DBM_OF_0_DBW = 30

const same: Conversion = (value) => value
const times =
  (factor: number): Conversion =>
  (value) =>
    withoutNoise(value * factor)

export const TO_MM: Units = { m: times(1000), cm: times(10), mm: same }
export const TO_CELSIUS: Units = { Cel: same, K: (value) => withoutNoise(value - KELVIN_OF_0_C) }
export const TO_VOLT: Units = { V: same, mV: times(0.001) }
export const TO_DBM: Units = { dBm: same, dBW: (value) => withoutNoise(value + DBM_OF_0_DBW) }
export const TO_PERCENT: Units = { '%EL': same, '%': same, '/100': same, '/': times(100) }

/** Undoes what binary fractions add in a conversion (1.873 m is 1873 mm, not 1872.9999999999998). */
function withoutNoise(value: number): number {
  return Number(value.toPrecision(12))
}
