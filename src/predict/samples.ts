import type { SnowState } from '../snow/state.ts'
import type { DepthSample } from './level-rate.ts'

/**
 * Accepted samples of the surface that lies now, ascending, one per moment. A reported pass repeats the sample before it
 * as a point of its own in the course of the values: that is no measurement.
 */
export function surfaceSamples(snow: SnowState): DepthSample[] {
  const reported = new Set(snow.resets.filter((it) => it.source !== 'step-down').map((it) => it.atMs))
  const samples: DepthSample[] = []
  for (const { atMs, sampleCm, sampleSigmaCm } of snow.history) {
    if (atMs < (snow.surfaceFromMs ?? atMs) || reported.has(atMs) || samples.at(-1)?.atMs === atMs) continue
    const variance = sampleSigmaCm === null ? {} : { varianceCm2: sampleSigmaCm ** 2 }
    samples.push({ atMs, depthCm: sampleCm, ...variance })
  }
  return samples
}
