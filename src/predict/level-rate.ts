import { HOUR_MS } from '../domain/time.ts'

/** An accepted depth; `varianceCm2` is the echo's, where its quality is known. */
export interface DepthSample {
  readonly atMs: number
  readonly depthCm: number
  readonly varianceCm2?: number
}

/** A rise goes on, but less and less: its e-folding time, hours. Prototype on seven recorded winters. */
export const RATE_MEMORY_H = 4
/** Growth of the variance of level (cm²/h) and rate (cm²/h² per h). Same source. */
const LEVEL_NOISE = 0.05
const RATE_NOISE = 0.25
/** Variance of a sample with 1 cm resolution, cm². */
const SAMPLE_VARIANCE = 0.5
/** Before the first samples nothing is known of the rate, (cm/h)². */
const FIRST_RATE_VARIANCE = 1
/** Share of the filter in the published level: all of it lags behind a real rise. */
const FILTER_SHARE = 0.4

/** Level (cm) and rate (cm/h) now, as a Kalman filter sees them. */
export interface LevelRate {
  readonly levelCm: number
  readonly rateCmPerH: number
}

/**
 * Level and rate of the snow surface at its newest sample by a Kalman filter over the samples given (ascending), with
 * a rate that is damped toward zero. The level is a blend of filter and newest sample. Undefined without any sample.
 */
export function levelAndRate(samples: readonly DepthSample[]): LevelRate | undefined {
  const first = samples[0]
  const last = samples.at(-1)
  if (first === undefined || last === undefined) return undefined
  let level = first.depthCm
  let rate = 0
  let [p00, p01, p11] = [first.varianceCm2 ?? SAMPLE_VARIANCE, 0, FIRST_RATE_VARIANCE]
  let atMs = first.atMs
  for (const sample of samples) {
    const dt = (sample.atMs - atMs) / HOUR_MS
    if (dt <= 0) continue
    atMs = sample.atMs
    const keep = Math.exp(-dt / RATE_MEMORY_H)
    const reach = RATE_MEMORY_H * (1 - keep)
    level += reach * rate
    rate *= keep
    p00 += 2 * reach * p01 + reach * reach * p11 + LEVEL_NOISE * dt
    p01 = keep * (p01 + reach * p11)
    p11 = keep * keep * p11 + RATE_NOISE * dt
    const innovation = sample.depthCm - level
    const spread = p00 + (sample.varianceCm2 ?? SAMPLE_VARIANCE)
    const gainLevel = p00 / spread
    const gainRate = p01 / spread
    level += gainLevel * innovation
    rate += gainRate * innovation
    p11 -= gainRate * p01
    p01 -= gainRate * p00
    p00 -= gainLevel * p00
  }
  return { levelCm: last.depthCm + FILTER_SHARE * (level - last.depthCm), rateCmPerH: rate }
}
