import { HOUR_MS } from '../domain/time.ts'

/** A sensor's scatter, learnt from its accepted samples, and the hysteresis that keeps it from being summed into snow. */

/** Rises and falls below this are noise at any sensor, cm: the resolution of common ultrasonic sensors. */
export const MIN_HYSTERESIS_CM = 1
/** A noisier sensor's snow is still to be seen before it is as deep as what calls out a crew, cm. */
const MAX_HYSTERESIS_CM = 3
/**
 * Hysteresis in standard deviations of a sample. Source: recorded season with added noise of 0.3–0.8 cm, 10 min: 4
 * keeps the season's new snow within a quarter of the clean one, 1 cm alone counts up to five times as much
 * (docs/snow-state.md, "New snow").
 */
const HYSTERESIS_SIGMAS = 4
/** Samples over which the scatter is learnt. */
const LEARNT_OVER = 48
/** A departure counts no more than this, cm: an onset of snow is no noise. */
const MAX_DEPARTURE_CM = 1.5
/** Mean distance from the mean of a normal distribution, in standard deviations: √(2/π). */
const MEAN_DEVIATION = Math.sqrt(2 / Math.PI)

/** Three samples further apart than this say nothing of scatter, since weather lies between them. */
export const NOISE_WINDOW_MS = 3 * HOUR_MS

interface Sample {
  readonly atMs: number
  readonly depthCm: number
}

/**
 * The scatter after one more sample: how far the middle one of the last three lies from the line through its
 * neighbours, so that steady snowfall and settling are none.
 * @param sigmaCm scatter so far, cm. @param samples ascending; fewer than three change nothing.
 */
export function learntScatter(sigmaCm: number, samples: readonly Sample[]): number {
  const [one, middle, last] = samples.slice(-3)
  if (one === undefined || middle === undefined || last === undefined) return sigmaCm
  const spanMs = last.atMs - one.atMs
  if (spanMs <= 0 || spanMs > NOISE_WINDOW_MS) return sigmaCm
  const share = (middle.atMs - one.atMs) / spanMs
  const lineCm = one.depthCm + share * (last.depthCm - one.depthCm)
  const departureCm = Math.min(Math.abs(middle.depthCm - lineCm), MAX_DEPARTURE_CM)
  const observedCm = departureCm / MEAN_DEVIATION / Math.sqrt(1 + share ** 2 + (1 - share) ** 2)
  return Math.round((sigmaCm + (observedCm - sigmaCm) / LEARNT_OVER) * 10_000) / 10_000
}

/** How far the level must turn before it counts, cm. @param sigmaCm the sensor's scatter. */
export function hysteresisCm(sigmaCm: number): number {
  return Math.min(Math.max(HYSTERESIS_SIGMAS * sigmaCm, MIN_HYSTERESIS_CM), MAX_HYSTERESIS_CM)
}
