import type { PayloadFormatName } from './formats.ts'

/**
 * Formats whose distances need no correction for air temperature: the ultrasonic sensors that measure it and correct
 * themselves, and the lasers, to which it makes no difference.
 */
const NEEDS_NONE: ReadonlySet<PayloadFormatName> = new Set([
  'decentlab-dl-mbx',
  'decentlab-dl-lid',
  'dragino-ldds45',
  'dragino-ldds75',
  'milesight-em400-tld',
])

/** True when a device of this format hands on distances that must not be corrected for the speed of sound again. */
export function isCompensated(format: PayloadFormatName | null): boolean {
  return format !== null && NEEDS_NONE.has(format)
}
