import type { Reading } from '../../domain/reading.ts'
import { type Decoded, decodedReadings, type Refused, refusedWhole } from '../decoded.ts'
import { asObject, parseJson, shortText } from '../json-text.ts'
import { BOOT_RULE, bootId, isWithin, MAX_READINGS, outsideBounds, READING_BOUNDS } from '../reading-bounds.ts'

export type { Decoded, Refused } from '../decoded.ts'

const bytes = new TextEncoder()

/**
 * Decodes Yukiban's own JSON: one reading object or an array of them (README.md beside this file). One bad element of an
 * array does not spoil the others. Never throws.
 */
export function decodeJson(payload: Uint8Array): Decoded {
  const parsed = parseJson(payload)
  if (!parsed.ok) return refusedWhole(parsed.reason, payload)
  if (!Array.isArray(parsed.value)) {
    const reading = readingFrom(parsed.value)
    return typeof reading === 'string' ? refusedWhole(reading, payload) : decodedReadings([reading])
  }
  if (parsed.value.length > MAX_READINGS) {
    return refusedWhole(`holds ${parsed.value.length} readings, more than ${MAX_READINGS}`, payload)
  }
  const readings: Reading[] = []
  const refused: Refused[] = []
  for (const [index, element] of parsed.value.entries()) {
    const reading = readingFrom(element)
    if (typeof reading !== 'string') readings.push(reading)
    else refused.push({ reason: `[${index}]: ${reading}`, payload: bytes.encode(JSON.stringify(element)) })
  }
  return { readings, refused, ignored: null }
}

/** Names on the wire of what is measured. */
const MEASURED = {
  distance_mm: READING_BOUNDS.distanceMm,
  depth_mm: READING_BOUNDS.depthMm,
  air_temp_c: READING_BOUNDS.airTempC,
  quality: READING_BOUNDS.echoQuality,
  battery_v: READING_BOUNDS.batteryV,
  rssi_dbm: READING_BOUNDS.rssiDbm,
} as const

const FIELDS = { seq: READING_BOUNDS.seq, at: READING_BOUNDS.atMs, ...MEASURED } as const

const MEASURED_NAMES = Object.keys(MEASURED)
const KNOWN = new Set<string>(['boot', ...Object.keys(FIELDS)])

/** A reading, or the reason why `value` is none. */
function readingFrom(value: unknown): Reading | string {
  const source = asObject(value)
  if (source === null) {
    return `a reading must be a JSON object, got ${Array.isArray(value) ? 'an array' : shortText(value)}`
  }
  const problems: string[] = []
  const number = (name: keyof typeof FIELDS): number | null => {
    const given = source[name]
    if (given === undefined || given === null) return null
    if (isWithin(given, FIELDS[name])) return given
    problems.push(outsideBounds(name, given, FIELDS[name]))
    return null
  }
  const reading = {
    boot: boot(source.boot, problems),
    seq: number('seq'),
    deviceAtMs: number('at'),
    distanceMm: number('distance_mm'),
    depthMm: number('depth_mm'),
    airTempC: number('air_temp_c'),
    echoQuality: number('quality'),
    batteryV: number('battery_v'),
    rssiDbm: number('rssi_dbm'),
    extra: extra(source),
  }
  if (problems.length > 0) return problems.join('; ')
  if (MEASURED_NAMES.every((name) => source[name] === undefined)) return `holds none of ${MEASURED_NAMES.join(', ')}`
  return reading.deviceAtMs === null ? reading : { ...reading, deviceAtMs: Math.round(reading.deviceAtMs) }
}

function boot(given: unknown, problems: string[]): string | null {
  if (given === undefined || given === null) return null
  const id = bootId(given)
  if (id === undefined) problems.push(`${BOOT_RULE}, got ${shortText(given)}`)
  return id ?? null
}

function extra(source: Readonly<Record<string, unknown>>): Record<string, unknown> | null {
  const unknown = Object.entries(source).filter(([name]) => !KNOWN.has(name))
  return unknown.length === 0 ? null : Object.fromEntries(unknown)
}
