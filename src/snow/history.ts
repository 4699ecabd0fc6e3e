import { HOUR_MS, MINUTE_MS } from '../domain/time.ts'

/** The values of one sensor at one moment. */
export interface SnowPoint {
  readonly atMs: number
  readonly depthCm: number
  readonly depthSincePassCm: number
  readonly newSnowCm: number
}

/** The same with the accepted sample itself, where `depthCm` is the median of several: prediction looks at it. */
export interface SampledPoint extends SnowPoint {
  readonly sampleCm: number
  /** Standard deviation of its measurement by the echo's quality, cm; null: the sensor does not report it. */
  readonly sampleSigmaCm: number | null
}

/** How far back the course of the values is kept: what prediction looks at, and longer than any sustain time. */
export const HISTORY_MS = 6 * HOUR_MS
/** One point a minute, the two newest as they came, and room for passes between them. */
const HISTORY_POINTS = HISTORY_MS / MINUTE_MS + 40

/**
 * Appends a point that is not earlier than the last one. The newest point always stands as it came; of a device faster
 * than a minute, the points of a past minute become one that holds the lowest value of each measure at the first
 * point's time: a fall below a trigger is never hidden, and a value that held all the minute counts from its beginning.
 */
export function extendHistory(history: readonly SampledPoint[], point: SampledPoint): readonly SampledPoint[] {
  const kept = history.filter((it) => point.atMs - it.atMs <= HISTORY_MS)
  const [before, last] = [kept.at(-2), kept.at(-1)]
  if (before !== undefined && last !== undefined && mayMerge(before, last)) kept.splice(-2, 2, lowest(before, last))
  return [...kept, point].slice(-HISTORY_POINTS)
}

/** A pass stands between two points whose new snow falls: what was before it and what came after are two things. */
function mayMerge(one: SnowPoint, next: SnowPoint): boolean {
  const sameMinute = Math.floor(one.atMs / MINUTE_MS) === Math.floor(next.atMs / MINUTE_MS)
  return sameMinute && next.atMs > one.atMs && next.newSnowCm >= one.newSnowCm
}

function lowest(one: SnowPoint, next: SampledPoint): SampledPoint {
  return {
    atMs: one.atMs,
    depthCm: Math.min(one.depthCm, next.depthCm),
    depthSincePassCm: Math.min(one.depthSincePassCm, next.depthSincePassCm),
    newSnowCm: Math.min(one.newSnowCm, next.newSnowCm),
    sampleCm: next.sampleCm,
    sampleSigmaCm: next.sampleSigmaCm,
  }
}
