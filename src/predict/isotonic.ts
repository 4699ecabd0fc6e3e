/** A rising step function: `values[i]` holds from `from[i]` up to `from[i + 1]`; straight lines between the middles. */
export interface Isotonic {
  readonly from: readonly number[]
  readonly values: readonly number[]
}

/**
 * Fits the rising function nearest to outcomes (0 or 1) over raw probabilities: isotonic regression by pooling adjacent
 * violators (Barlow et al. 1972).
 */
export function fitIsotonic(pairs: readonly { readonly raw: number; readonly outcome: number }[]): Isotonic {
  const blocks: { sumRaw: number; sum: number; count: number }[] = []
  for (const { raw, outcome } of pairs.toSorted((a, b) => a.raw - b.raw)) {
    blocks.push({ sumRaw: raw, sum: outcome, count: 1 })
    for (;;) {
      const [before, last] = [blocks.at(-2), blocks.at(-1)]
      if (before === undefined || last === undefined) break
      const rising = before.sum / before.count < last.sum / last.count
      if (rising && before.sumRaw / before.count < last.sumRaw / last.count) break
      const merged = {
        sumRaw: before.sumRaw + last.sumRaw,
        sum: before.sum + last.sum,
        count: before.count + last.count,
      }
      blocks.splice(-2, 2, merged)
    }
  }
  return { from: blocks.map((it) => it.sumRaw / it.count), values: blocks.map((it) => it.sum / it.count) }
}

/** The calibrated probability of a raw one; the raw one itself where nothing was fitted. 0 stays 0. */
export function calibrated(isotonic: Isotonic, raw: number): number {
  const { from, values } = isotonic
  const above = from.findIndex((it) => it >= raw)
  if (from.length === 0 || raw <= 0) return raw
  if (above === -1) return values.at(-1) ?? raw
  const [x1, y1] = [from[above] ?? 1, values[above] ?? 1]
  const [x0, y0] = above === 0 ? [0, 0] : [from[above - 1] ?? 0, values[above - 1] ?? 0]
  return x1 === x0 ? y1 : y0 + ((y1 - y0) * (raw - x0)) / (x1 - x0)
}
