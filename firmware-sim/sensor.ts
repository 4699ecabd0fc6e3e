import { HOUR_MS } from '../src/domain/time.ts'
import type { Fault } from './faults.ts'
import type { Conditions } from './field.ts'
import type { Random } from './random.ts'

/** What an ultrasonic sensor's electronics put out for one sample. */
export interface Measurement {
  /** Sensor face to surface as the sensor believes it, mm; null: no echo. */
  readonly distanceMm: number | null
  readonly airTempC: number
  /** 152–210 good, higher in fresh snow, 0 no echo. */
  readonly echoQuality: number
  readonly batteryV: number
  readonly rssiDbm: number
}

/** How a sensor is set up. */
export interface Mounting {
  readonly mountHeightMm: number
  /** True: it corrects its distance for the air temperature itself. */
  readonly temperatureCompensated?: boolean
}

/** Noise of one distance sample, mm (1 σ). */
export const DISTANCE_SIGMA_MM = 4
/** A car's roof or bonnet is rougher than snow, mm (1 σ). */
const OBSTACLE_SIGMA_MM = 6
/** Nearer than this the sensor cannot tell an echo from its own ping, mm. */
const BLIND_MM = 300
const KELVIN = 273.15

/**
 * The distance a sensor reports that takes sound for as fast as at 0 °C (331.4 m/s): in cold air the echo comes later,
 * so the surface seems further away. Reverse of `d = d_reading · sqrt(T_K / 273.15)` (Campbell SR50A manual).
 */
export function uncompensatedMm(trueDistanceMm: number, airTempC: number): number {
  return trueDistanceMm / Math.sqrt((airTempC + KELVIN) / KELVIN)
}

/** The distance of a sensor that took sound for as fast as at 0 °C, put right for the air's temperature. */
export function compensatedMm(distanceMm: number, airTempC: number): number {
  return distanceMm * Math.sqrt((airTempC + KELVIN) / KELVIN)
}

/**
 * One sample: echo time with noise, a quality number that worsens as fresh snow swallows the echo, a battery that
 * sags with age and cold, a radio level.
 * @param runMs how long the device has been in the field.
 */
export function measure(truth: Conditions, mounting: Mounting, runMs: number, random: Random): Measurement {
  const trueMm = Math.max(BLIND_MM, mounting.mountHeightMm - truth.depthCm * 10)
  const distanceMm = believedMm(trueMm, truth.airTempC, mounting) + random.normal(0, DISTANCE_SIGMA_MM)
  const quality = random.between(156, 206) + truth.snowfallCmPerH * random.between(4, 16)
  const batteryV = 3.65 - 0.0004 * (runMs / HOUR_MS) + 0.003 * Math.min(0, truth.airTempC) + random.normal(0, 0.004)
  return {
    distanceMm: Math.round(distanceMm),
    airTempC: round(truth.airTempC + random.normal(0, 0.1), 1),
    echoQuality: Math.round(quality),
    batteryV: round(batteryV, 2),
    rssiDbm: Math.round(random.normal(-97, 5)),
  }
}

function believedMm(trueMm: number, airTempC: number, mounting: Mounting): number {
  return mounting.temperatureCompensated ? trueMm : uncompensatedMm(trueMm, airTempC)
}

/** What a faulty sensor remembers between samples. */
export interface FaultMemory {
  /** The value a stuck sensor repeats. */
  stuckMm: number | null | undefined
}

/** Applies the faults of the sensor itself (faults of power, radio, clock and firmware are the device's). */
export function distort(
  clean: Measurement,
  faults: readonly Fault[],
  place: Mounting & { readonly atMs: number },
  memory: FaultMemory,
  random: Random,
): Measurement {
  let { distanceMm, echoQuality } = clean
  for (const fault of faults) {
    switch (fault.kind) {
      case 'drift':
        if (distanceMm !== null) distanceMm += Math.round((fault.mmPerH * (place.atMs - fault.fromMs)) / HOUR_MS)
        break
      case 'spike':
        if (distanceMm !== null && random.next() < fault.probability) {
          distanceMm = Math.max(0, distanceMm + (random.next() < 0.5 ? -1 : 1) * fault.magnitudeMm)
        }
        break
      case 'obstacle':
        distanceMm = Math.round(
          believedMm(place.mountHeightMm - fault.heightMm, clean.airTempC, place) + random.normal(0, OBSTACLE_SIGMA_MM),
        )
        break
      case 'stuck':
        if (memory.stuckMm === undefined) memory.stuckMm = distanceMm
        distanceMm = memory.stuckMm
        break
      case 'echo-loss':
        distanceMm = null
        echoQuality = 0
        break
      default:
        break
    }
  }
  if (!faults.some((it) => it.kind === 'stuck')) memory.stuckMm = undefined
  return { ...clean, distanceMm, echoQuality }
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
