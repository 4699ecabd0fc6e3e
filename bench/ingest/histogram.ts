const STEP_MS = 0.02
const STEPS = 500_000

/** Latencies up to ten seconds in steps of 20 µs; constant memory, however many there are. */
export class Histogram {
  readonly #counts = new Uint32Array(STEPS)
  #total = 0

  add(ms: number): void {
    const step = Math.min(STEPS - 1, Math.floor(ms / STEP_MS))
    this.#counts[step] = (this.#counts[step] ?? 0) + 1
    this.#total++
  }

  clear(): void {
    this.#counts.fill(0)
    this.#total = 0
  }

  /** @param share 0…1. @returns milliseconds; 0 when nothing was added. */
  percentile(share: number): number {
    let left = Math.max(1, Math.ceil(this.#total * share))
    for (let step = 0; step < STEPS; step++) {
      left -= this.#counts[step] ?? 0
      if (left <= 0) return Math.round((step + 1) * STEP_MS * 100) / 100
    }
    return 0
  }
}
