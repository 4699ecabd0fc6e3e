import type { TimedReading } from './reading.ts'
import type { EpochMs } from './time.ts'

/** What is kept of a device's newest messages to judge its clock and its battery; bounded. */
export interface Vitals {
  /** Of each of the newest messages with readings: least time from the device's clock to receipt, ms; oldest first. */
  readonly delaysMs: readonly number[]
  /** Battery voltages of the newest readings, ascending by time. */
  readonly batteries: readonly { readonly atMs: EpochMs; readonly batteryV: number }[]
}

export const NO_VITALS: Vitals = { delaysMs: [], batteries: [] }

/** Two hours of a device that reports every ten minutes. */
const DELAYS = 12
/** A median of this many is not moved by one sample taken under load. */
const BATTERIES = 5

/** The vitals of one message: its readings as placed in time. Only the freshest of a buffered batch tells of the clock. */
export function vitalsOf(readings: readonly TimedReading[]): Vitals {
  let delayMs = Number.POSITIVE_INFINITY
  const batteries = []
  for (const { deviceAtMs, receivedAtMs, atMs, batteryV } of readings) {
    if (deviceAtMs !== null) delayMs = Math.min(delayMs, receivedAtMs - deviceAtMs)
    if (batteryV !== null) batteries.push({ atMs, batteryV })
  }
  return { delaysMs: Number.isFinite(delayMs) ? [delayMs] : [], batteries }
}

/** Both together, cut to what is kept. */
export function mergeVitals(before: Vitals, news: Vitals): Vitals {
  const batteries = [...before.batteries, ...news.batteries].sort((a, b) => a.atMs - b.atMs)
  return {
    delaysMs: [...before.delaysMs, ...news.delaysMs].slice(-DELAYS),
    batteries: batteries.slice(-BATTERIES),
  }
}
