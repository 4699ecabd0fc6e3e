import type { Device } from '../domain/device.ts'
import { MINUTE_MS } from '../domain/time.ts'

/** A sensor silent for this many of its intervals is stale; at least STALE_FLOOR_MIN. */
const STALE_INTERVALS = 4
const STALE_FLOOR_MIN = 45

/** Silence after which a sensor takes no part, minutes. */
export function staleMinOf(device: Device): number {
  return Math.max(STALE_FLOOR_MIN, (device.intervalS * 1000 * STALE_INTERVALS) / MINUTE_MS)
}
