/** 0 °C in kelvin. */
const ZERO_C_K = 273.15

/** An air temperature older than this says nothing about the air now. */
export const TEMPERATURE_MAX_AGE_MS = 2 * 3_600_000

/** Air temperatures outside are a broken thermometer, not weather. */
const MIN_AIR_C = -60
const MAX_AIR_C = 60

export function isPlausibleAirTemp(airTempC: number): boolean {
  return airTempC >= MIN_AIR_C && airTempC <= MAX_AIR_C
}

/**
 * Corrects an ultrasonic distance for the speed of sound in air of another temperature than the 0 °C the sensor
 * assumes (331.4 m/s): d = d_reading · sqrt(T_K / 273.15). Source: Campbell Scientific SR50A manual.
 * @param distanceMm as reported, mm. @param airTempC air temperature, °C.
 */
export function compensateDistance(distanceMm: number, airTempC: number): number {
  return distanceMm * Math.sqrt((airTempC + ZERO_C_K) / ZERO_C_K)
}
