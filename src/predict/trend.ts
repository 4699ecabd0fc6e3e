import { median } from 'simple-statistics'
import { HOUR_MS } from '../domain/time.ts'
import type { DepthSample } from './level-rate.ts'

/** Window of the trend: shorter follows noise, longer comes late (prototype). */
const WINDOW_MS = 3 * HOUR_MS
/** Samples used at most, evenly spaced: pairs grow with their square. */
const MAX_SAMPLES = 24

/** Theil–Sen slope of the last three hours before `nowMs`, cm/h; 0 with fewer than two samples. */
export function trendCmPerH(samples: readonly DepthSample[], nowMs: number): number {
  const window = thin(samples.filter((it) => nowMs - it.atMs <= WINDOW_MS && it.atMs <= nowMs))
  const slopes: number[] = []
  for (const [index, one] of window.entries()) {
    for (const other of window.slice(index + 1)) {
      if (other.atMs > one.atMs) slopes.push((other.depthCm - one.depthCm) / ((other.atMs - one.atMs) / HOUR_MS))
    }
  }
  return slopes.length === 0 ? 0 : median(slopes)
}

/** Evenly spaced samples, the newest among them. */
function thin(samples: readonly DepthSample[]): readonly DepthSample[] {
  const step = Math.ceil(samples.length / MAX_SAMPLES)
  return step <= 1 ? samples : samples.filter((_, index) => (samples.length - 1 - index) % step === 0)
}
