import type { Reading } from '../domain/reading.ts'
import { compensateDistance } from './compensation.ts'

/** What quality control must know of a sensor's site. */
export interface Site {
  readonly mountHeightMm: number | null
  readonly temperatureCompensated: boolean
}

/**
 * Depth from what the device measured, cm; null when it measured nothing that means anything. The distance is preferred
 * to the device's own depth; without any temperature it stands as the sensor computed it, for air of 0 °C.
 */
export function depthOf(
  reading: Reading,
  site: Site,
  airTempC: number | null,
): { cm: number | null; usesTemperature: boolean } {
  if (reading.distanceMm !== null && site.mountHeightMm !== null) {
    if (reading.distanceMm <= 0) return { cm: null, usesTemperature: false }
    const compensate = !site.temperatureCompensated
    const distanceMm =
      compensate && airTempC !== null ? compensateDistance(reading.distanceMm, airTempC) : reading.distanceMm
    return { cm: (site.mountHeightMm - distanceMm) / 10, usesTemperature: compensate }
  }
  return { cm: reading.depthMm === null ? null : reading.depthMm / 10, usesTemperature: false }
}
