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
  const blocks: Block[] = []
  for (const next of byRaw(pairs)) {
    blocks.push(next)
    for (;;) {
      const [before, last] = [blocks.at(-2), blocks.at(-1)]
      if (before === undefined || last === undefined) break
      if (before.sum / before.count < last.sum / last.count) break
      blocks.splice(-2, 2, {
        sumRaw: before.sumRaw + last.sumRaw,
        sum: before.sum + last.sum,
        count: before.count + last.count,
      })
    }
  }
  return { from: blocks.map((it) => it.sumRaw / it.count), values: blocks.map((it) => it.sum / it.count) }
}

interface Block {
  readonly sumRaw: number
  readonly sum: number
  readonly count: number
}

/** One block for each raw value, ascending: pairs of the same raw value belong together, in whatever order they come. */
function byRaw(pairs: readonly { readonly raw: number; readonly outcome: number }[]): Block[] {
  const blocks = new Map<number, Block>()
  for (const { raw, outcome } of pairs) {
    const { sum, count } = blocks.get(raw) ?? { sum: 0, count: 0 }
    blocks.set(raw, { sumRaw: raw * (count + 1), sum: sum + outcome, count: count + 1 })
  }
  return [...blocks].sort(([one], [other]) => one - other).map(([, block]) => block)
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
