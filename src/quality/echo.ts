import { GOOD, MISSING, NOT_EVALUATED, type QualityFlag, SUSPECT } from './flags.ts'

/** Above this the sensor itself calls its measurement uncertain (Campbell SR50A manual). */
const UNCERTAIN_ABOVE = 300

/**
 * Judges the echo quality number of an ultrasonic snow sensor: 0 no echo, 152–210 good, 210–300 reduced, above 300
 * uncertain. It rises in light fresh snow, so it never rejects by itself.
 */
export function echoFlag(echoQuality: number | null): QualityFlag {
  if (echoQuality === null) return NOT_EVALUATED
  if (echoQuality <= 0) return MISSING
  return echoQuality > UNCERTAIN_ABOVE ? SUSPECT : GOOD
}
