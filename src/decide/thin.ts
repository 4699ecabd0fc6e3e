/**
 * Takes points from a long series so that its shape stays: of equal parts of it, each keeps its first and last point and,
 * for every measure, those where it is lowest and highest, and where it begins or ceases to be known. A peak is never
 * smoothed away, a gap never closed. Pure; a series short enough is given back as it is.
 * @param limit about how many points to keep; somewhat more remain where measures part.
 */
export function thinned<T>(points: readonly T[], limit: number, measures: readonly ((it: T) => number | null)[]): T[] {
  if (points.length <= limit) return [...points]
  const keptPerPart = 2 + 2 * measures.length
  const partLength = Math.ceil(points.length / Math.max(1, Math.floor(limit / keptPerPart)))
  const kept: T[] = []
  for (let from = 0; from < points.length; from += partLength) {
    const to = Math.min(points.length, from + partLength)
    const indexes = new Set([from, to - 1])
    for (const measure of measures) for (const index of marked(points, from, to, measure)) indexes.add(index)
    for (const index of [...indexes].sort((a, b) => a - b)) kept.push(points[index] as T)
  }
  return kept
}

/** Where a measure is lowest and highest within a part, and both sides of each change between known and unknown. */
function marked<T>(points: readonly T[], from: number, to: number, measure: (it: T) => number | null): number[] {
  const indexes: number[] = []
  let [low, high] = [-1, -1]
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  let wasKnown: boolean | undefined
  for (let index = from; index < to; index++) {
    const value = measure(points[index] as T)
    const isKnown = value !== null
    if (wasKnown !== undefined && wasKnown !== isKnown) indexes.push(index - 1, index)
    wasKnown = isKnown
    if (value === null) continue
    if (value < lowest) [low, lowest] = [index, value]
    if (value > highest) [high, highest] = [index, value]
  }
  return low < 0 ? indexes : [...indexes, low, high]
}
