import { GOOD, MISSING, NOT_EVALUATED, type QualityFlag, SUSPECT } from './flags.ts'

/** Above this the sensor itself calls its measurement uncertain (Campbell SR50A manual). */
const UNCERTAIN_ABOVE = 300

/**
 * Measurement error (one standard deviation) by the echo quality number up to which it holds, cm. Scatter around a
 * centred running median, measured on seven recorded winters; the classes are the SR50A manual's, 210–300 cut in two.
 */
const SIGMA_BY_QUALITY_CM: readonly { readonly upTo: number; readonly sigmaCm: number }[] = [
  { upTo: 210, sigmaCm: 0.3 },
  { upTo: 250, sigmaCm: 0.6 },
  { upTo: UNCERTAIN_ABOVE, sigmaCm: 0.9 },
]
const UNCERTAIN_SIGMA_CM = 1.5
/** Of sensors that report no quality: between the two best classes, and what a resolution of 1 cm gives (± 0.5). */
const UNKNOWN_SIGMA_CM = 0.5

/**
 * Judges the echo quality number of an ultrasonic snow sensor: 0 no echo, 152–210 good, 210–300 reduced, above 300
 * uncertain. It rises in light fresh snow, so it never rejects by itself.
 */
export function echoFlag(echoQuality: number | null): QualityFlag {
  if (echoQuality === null) return NOT_EVALUATED
  if (echoQuality <= 0) return MISSING
  return echoQuality > UNCERTAIN_ABOVE ? SUSPECT : GOOD
}

/** Standard deviation of a depth measured with this echo, cm. @param echoQuality null: the sensor reports none. */
export function echoSigmaCm(echoQuality: number | null): number {
  if (echoQuality === null) return UNKNOWN_SIGMA_CM
  return SIGMA_BY_QUALITY_CM.find((it) => echoQuality <= it.upTo)?.sigmaCm ?? UNCERTAIN_SIGMA_CM
}
