import type { EpochMs } from './time.ts'

/** What a device said in one sample, decoded but not judged. Null: the device did not say. */
export interface Reading {
  /** Boot counter or random boot id; with `seq` it identifies the reading for ever. */
  readonly boot: string | null
  readonly seq: number | null
  /** Device clock, epoch ms. */
  readonly deviceAtMs: EpochMs | null
  /** Sensor face to surface, mm. */
  readonly distanceMm: number | null
  /** Snow depth measured by the device itself, mm. */
  readonly depthMm: number | null
  readonly airTempC: number | null
  /** Echo quality number as ultrasonic snow sensors report it: 152–210 good … above 300 uncertain, 0 no echo. */
  readonly echoQuality: number | null
  readonly batteryV: number | null
  readonly rssiDbm: number | null
  /** Fields the codec does not know, kept as they came. */
  readonly extra: Readonly<Record<string, unknown>> | null
}

/** Whose clock `atMs` is: the device's, or ours because the device's was absent or implausible. */
export type TimeSource = 'device' | 'receiver-no-time' | 'receiver-implausible'

/** A reading in its place in time. */
export interface TimedReading extends Reading {
  readonly atMs: EpochMs
  readonly receivedAtMs: EpochMs
  readonly timeSource: TimeSource
}

/**
 * The identity under which a redelivered reading is recognised: boot and sequence number where the device has them,
 * else its own time, else our receive time (such a device's repeats cannot be told apart).
 */
export function readingIdentity(reading: Reading, receivedAtMs: EpochMs): string {
  if (reading.seq !== null) return `${reading.boot ?? ''}:${reading.seq}`
  if (reading.deviceAtMs !== null) return `@${reading.deviceAtMs}`
  return `+${receivedAtMs}`
}

/**
 * The order in which readings of one device were made, for sorting: by time and, where a backlog came within one
 * millisecond from a device without a clock, by boot and sequence number (as a number: 9 before 10).
 */
export function inOrderMade(a: Placed, b: Placed): number {
  if (a.atMs !== b.atMs) return a.atMs - b.atMs
  const [bootA, bootB] = [a.boot ?? '', b.boot ?? '']
  if (bootA !== bootB) return bootA < bootB ? -1 : 1
  if (a.seq !== null && b.seq !== null && a.seq !== b.seq) return a.seq - b.seq
  return a.identity === b.identity ? 0 : a.identity < b.identity ? -1 : 1
}

type Placed = Pick<TimedReading, 'atMs' | 'boot' | 'seq'> & { readonly identity: string }

export interface TimeBounds {
  /** Device times before this are not believed. */
  readonly earliestMs: EpochMs
  /** How far ahead of our clock a device may be, ms. */
  readonly maxAheadMs: number
}

/** Places a reading in time. Device clocks are not trusted: an implausible one is replaced by our receive time. */
export function placeInTime(reading: Reading, receivedAtMs: EpochMs, bounds: TimeBounds): TimedReading {
  const at = reading.deviceAtMs
  if (at === null) return { ...reading, atMs: receivedAtMs, receivedAtMs, timeSource: 'receiver-no-time' }
  const plausible = at >= bounds.earliestMs && at <= receivedAtMs + bounds.maxAheadMs
  if (!plausible) return { ...reading, atMs: receivedAtMs, receivedAtMs, timeSource: 'receiver-implausible' }
  return { ...reading, atMs: at, receivedAtMs, timeSource: 'device' }
}
