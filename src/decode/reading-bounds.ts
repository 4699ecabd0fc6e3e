import { shortText } from './json-text.ts'

/** Epoch ms beyond which a date cannot be represented. */
export const MAX_AT_MS = 8_640_000_000_000_000

/** More readings in one message than any field device buffers. */
export const MAX_READINGS = 5000

export interface Bounds {
  readonly min: number
  readonly max: number
  readonly integer?: boolean
}

/** Wide bounds: what no healthy or sick sensor can mean. Whether a value is plausible is for quality control. */
export const READING_BOUNDS = {
  seq: { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true },
  atMs: { min: -MAX_AT_MS, max: MAX_AT_MS },
  distanceMm: { min: -100_000, max: 1_000_000 },
  depthMm: { min: -100_000, max: 1_000_000 },
  airTempC: { min: -273.15, max: 1000 },
  echoQuality: { min: -1_000_000, max: 1_000_000 },
  batteryV: { min: -1000, max: 1000 },
  rssiDbm: { min: -1000, max: 1000 },
} as const satisfies Record<string, Bounds>

export function isWithin(given: unknown, bounds: Bounds): given is number {
  return (
    typeof given === 'number' &&
    given >= bounds.min &&
    given <= bounds.max &&
    (!bounds.integer || Number.isInteger(given))
  )
}

/** The reason for refusing `given` as the field `name`. */
export function outsideBounds(name: string, given: unknown, bounds: Bounds): string {
  const kind = bounds.integer ? 'a whole number' : 'a number'
  return `${name} must be ${kind} from ${bounds.min} to ${bounds.max}, got ${shortText(given)}`
}

/** A boot id: a short text, or a whole number as text; undefined when `given` is neither. */
export function bootId(given: unknown): string | undefined {
  if (typeof given === 'string' && given.length <= 64) return given
  return typeof given === 'number' && Number.isSafeInteger(given) ? String(given) : undefined
}

export const BOOT_RULE = 'boot must be a text of at most 64 characters or a whole number'
