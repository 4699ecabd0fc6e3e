import { type EpochMs, HOUR_MS } from '../../domain/time.ts'
import type { SnowPoint } from '../../snow/history.ts'

interface RatePoint {
  readonly atMs: EpochMs
  /** New snow of the window that ends here, by the hour. */
  readonly cmPerH: number
}

/**
 * How hard it snowed at each point of a sensor's course that has a whole window before it, ascending. Between two points
 * snow is taken as falling evenly; a pass sets new snow back to zero, which takes no snowfall away.
 * @param history ascending in time.
 */
export function rateCourse(history: readonly SnowPoint[], windowH: number): readonly RatePoint[] {
  const sums = fallenSums(history)
  const firstMs = history[0]?.atMs ?? 0
  let start = 0
  return history.flatMap(({ atMs }, index) => {
    const fromMs = atMs - windowH * HOUR_MS
    if (fromMs < firstMs) return []
    while ((history[start + 1]?.atMs ?? atMs) <= fromMs) start++
    const fallenCm = (sums[index] ?? 0) - sumAt(history, sums, start, fromMs)
    return [{ atMs, cmPerH: fallenCm / windowH }]
  })
}

/** Snow fallen since the first point, cm, at every point. */
function fallenSums(history: readonly SnowPoint[]): number[] {
  let sumCm = 0
  return history.map((point, index) => {
    const before = history[index - 1]
    if (before !== undefined) sumCm += Math.max(0, point.newSnowCm - before.newSnowCm)
    return sumCm
  })
}

/** The sum at a moment that lies at or after the point `index` and before the next one. */
function sumAt(history: readonly SnowPoint[], sums: readonly number[], index: number, atMs: EpochMs): number {
  const [from, to] = [history[index], history[index + 1]]
  const [fromCm = 0, toCm = 0] = [sums[index], sums[index + 1]]
  if (from === undefined || to === undefined || to.atMs === from.atMs) return fromCm
  return fromCm + ((atMs - from.atMs) / (to.atMs - from.atMs)) * (toCm - fromCm)
}
