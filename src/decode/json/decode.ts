import type { Reading } from '../../domain/reading.ts'

/** What a payload held: readings, and parts that are no readings, with why and their bytes. */
export interface Decoded {
  readonly readings: readonly Reading[]
  readonly refused: readonly Refused[]
}

export interface Refused {
  readonly reason: string
  readonly payload: Uint8Array
}

/** More readings in one message than any field device buffers. */
const MAX_READINGS = 5000

const MAX_AT_MS = 8_640_000_000_000_000

const utf8 = new TextDecoder('utf-8', { fatal: true })
const bytes = new TextEncoder()

/**
 * Decodes Yukiban's own JSON: one reading object or an array of them (docs/device-protocol.md). One bad element of an
 * array does not spoil the others. Never throws.
 */
export function decodeJson(payload: Uint8Array): Decoded {
  let value: unknown
  try {
    value = JSON.parse(utf8.decode(payload))
  } catch (error) {
    const why = error instanceof TypeError ? 'not valid UTF-8' : `not valid JSON: ${(error as Error).message}`
    return { readings: [], refused: [{ reason: why, payload }] }
  }
  if (!Array.isArray(value)) {
    const reading = readingFrom(value)
    return typeof reading === 'string'
      ? { readings: [], refused: [{ reason: reading, payload }] }
      : { readings: [reading], refused: [] }
  }
  if (value.length > MAX_READINGS) {
    return { readings: [], refused: [{ reason: `holds ${value.length} readings, more than ${MAX_READINGS}`, payload }] }
  }
  const readings: Reading[] = []
  const refused: Refused[] = []
  for (const [index, element] of value.entries()) {
    const reading = readingFrom(element)
    if (typeof reading === 'string')
      refused.push({ reason: `[${index}]: ${reading}`, payload: bytes.encode(JSON.stringify(element)) })
    else readings.push(reading)
  }
  return { readings, refused }
}

interface NumberField {
  readonly name: string
  readonly min: number
  readonly max: number
  readonly integer?: boolean
}

/** Wide bounds: what no healthy or sick sensor can mean. Whether a value is plausible is for quality control. */
const FIELDS = {
  seq: { name: 'seq', min: 0, max: Number.MAX_SAFE_INTEGER, integer: true },
  at: { name: 'at', min: -MAX_AT_MS, max: MAX_AT_MS },
  distance: { name: 'distance_mm', min: -100_000, max: 1_000_000 },
  depth: { name: 'depth_mm', min: -100_000, max: 1_000_000 },
  airTemp: { name: 'air_temp_c', min: -273.15, max: 1000 },
  quality: { name: 'quality', min: -1_000_000, max: 1_000_000 },
  battery: { name: 'battery_v', min: -1000, max: 1000 },
  rssi: { name: 'rssi_dbm', min: -1000, max: 1000 },
} as const satisfies Record<string, NumberField>

const KNOWN = new Set<string>(['boot', ...Object.values(FIELDS).map((it) => it.name)])

/** A reading, or the reason why `value` is none. */
function readingFrom(value: unknown): Reading | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return `a reading must be a JSON object, got ${Array.isArray(value) ? 'an array' : JSON.stringify(value)}`
  }
  const source = value as Record<string, unknown>
  const problems: string[] = []
  const number = (field: NumberField): number | null => {
    const given = source[field.name]
    if (given === undefined || given === null) return null
    if (
      typeof given === 'number' &&
      given >= field.min &&
      given <= field.max &&
      (!field.integer || Number.isInteger(given))
    )
      return given
    problems.push(
      `${field.name} must be ${field.integer ? 'a whole number' : 'a number'} from ${field.min} to ${field.max}, got ${short(given)}`,
    )
    return null
  }
  const reading = {
    boot: boot(source.boot, problems),
    seq: number(FIELDS.seq),
    deviceAtMs: number(FIELDS.at),
    distanceMm: number(FIELDS.distance),
    depthMm: number(FIELDS.depth),
    airTempC: number(FIELDS.airTemp),
    echoQuality: number(FIELDS.quality),
    batteryV: number(FIELDS.battery),
    rssiDbm: number(FIELDS.rssi),
    extra: extra(source),
  }
  if (problems.length > 0) return problems.join('; ')
  const says = [...KNOWN].some(
    (name) => name !== 'boot' && name !== 'seq' && name !== 'at' && source[name] !== undefined,
  )
  if (!says) return 'holds none of distance_mm, depth_mm, air_temp_c, quality, battery_v, rssi_dbm'
  return reading.deviceAtMs === null ? reading : { ...reading, deviceAtMs: Math.round(reading.deviceAtMs) }
}

function boot(given: unknown, problems: string[]): string | null {
  if (given === undefined || given === null) return null
  if (typeof given === 'string' && given.length <= 64) return given
  if (typeof given === 'number' && Number.isSafeInteger(given)) return String(given)
  problems.push(`boot must be a text of at most 64 characters or a whole number, got ${short(given)}`)
  return null
}

function extra(source: Record<string, unknown>): Record<string, unknown> | null {
  const unknown = Object.entries(source).filter(([name]) => !KNOWN.has(name))
  return unknown.length === 0 ? null : Object.fromEntries(unknown)
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`
}
