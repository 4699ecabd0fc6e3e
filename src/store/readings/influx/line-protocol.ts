import type { StoredReading } from '../port.ts'

/** Measurement that holds every reading. */
export const MEASUREMENT = 'reading'

/** Readings of one device and millisecond are told apart by their nanoseconds: this many fit. */
export const SLOTS_PER_MS = 1_000_000

/** A reading with the nanosecond that is its own among those of the same device and millisecond. */
export interface SlottedReading {
  readonly deviceId: string
  /** 0 … SLOTS_PER_MS - 1. */
  readonly slot: number
  readonly reading: StoredReading
}

/**
 * One line of line protocol (without its newline). Numbers are always floats, so that a field never changes type; fields
 * that are null are left out. `depth_judged` says whether `judged_depth_mm` counts: a field once written cannot be
 * taken back, so a judgement that found no depth must be able to overrule an earlier one.
 * Throws RangeError for what line protocol cannot carry: an empty device id, one that ends in a backslash or holds a
 * line break, a number that is not finite, a slot out of range.
 */
export function readingLine({ deviceId, slot, reading }: SlottedReading): string {
  const judged = reading.flags !== null
  const fields = [
    text('identity', reading.identity),
    number('received_at', reading.receivedAtMs),
    number('device_at', reading.deviceAtMs),
    text('time_source', reading.timeSource),
    text('boot', reading.boot),
    number('seq', reading.seq),
    number('distance_mm', reading.distanceMm),
    number('depth_mm', reading.depthMm),
    number('air_temp_c', reading.airTempC),
    number('echo_quality', reading.echoQuality),
    number('battery_v', reading.batteryV),
    number('rssi_dbm', reading.rssiDbm),
    text('extra', reading.extra === null ? null : JSON.stringify(reading.extra)),
    number('judged_depth_mm', reading.judgedDepthMm),
    number('depth_judged', judged ? Number(reading.judgedDepthMm !== null) : null),
    text('flags', reading.flags),
    number('accepted', reading.accepted === null ? null : Number(reading.accepted)),
  ]
  const written = fields.filter((it) => it !== undefined).join(',')
  return `${MEASUREMENT},device=${tagValue(deviceId)} ${written} ${timestampNs(reading.atMs, slot)}`
}

/**
 * A tag value with comma, equals sign and space escaped. Throws RangeError for one that cannot be escaped: line protocol
 * would read an empty one as none, a final backslash as escaping what follows, and a line break as the line's end.
 */
export function tagValue(value: string): string {
  if (value === '' || value.endsWith('\\') || /[\n\r]/.test(value)) {
    throw new RangeError(`${JSON.stringify(value)} cannot be a tag: empty, ends in \\ or holds a line break`)
  }
  return value.replace(/[,= \t]/g, (it) => (it === '\t' ? '\\t' : `\\${it}`))
}

/** A string field's value in quotes, with quotes and backslashes escaped; line breaks may stand inside quotes. */
export function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`
}

/** Epoch nanoseconds as decimal text; beyond what a JavaScript number can count. */
export function timestampNs(atMs: number, slot: number): string {
  if (!Number.isInteger(slot) || slot < 0 || slot >= SLOTS_PER_MS) {
    throw new RangeError(`slot ${slot}: at most ${SLOTS_PER_MS} readings of a device can share one millisecond`)
  }
  return String(BigInt(atMs) * BigInt(SLOTS_PER_MS) + BigInt(slot))
}

function text(name: string, value: string | null): string | undefined {
  return value === null ? undefined : `${name}=${quoted(value)}`
}

function number(name: string, value: number | null): string | undefined {
  if (value === null) return undefined
  if (!Number.isFinite(value)) throw new RangeError(`${name} is ${value}; only finite numbers can be stored`)
  return `${name}=${value}`
}
