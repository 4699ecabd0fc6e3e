import type { EpochMs } from '../domain/time.ts'
import type { Note } from './notes.ts'
import type { CsvReading } from './readings-csv.ts'

/** Gaps counted to find how often a station speaks. */
const GAPS_COUNTED = 2000

/** What went by while rows were read. */
export class ImportTally {
  readings = 0
  span: { fromMs: EpochMs; toMs: EpochMs } | null = null
  mountHeightMm: number | null = null
  #mountChanged = false
  #lastMs: EpochMs | undefined
  readonly #gaps = new Map<number, number>()

  add({ atMs, mountHeightMm, distanceMm }: CsvReading): void {
    this.readings++
    this.span = {
      fromMs: Math.min(this.span?.fromMs ?? atMs, atMs),
      toMs: Math.max(this.span?.toMs ?? atMs, atMs),
    }
    if (distanceMm !== null && mountHeightMm !== null) {
      this.#mountChanged ||= this.mountHeightMm !== null && this.mountHeightMm !== mountHeightMm
      this.mountHeightMm ??= mountHeightMm
    }
    if (this.#lastMs !== undefined && this.readings < GAPS_COUNTED) {
      const gapMs = atMs - this.#lastMs
      if (gapMs > 0) this.#gaps.set(gapMs, (this.#gaps.get(gapMs) ?? 0) + 1)
    }
    this.#lastMs = atMs
  }

  /** The most frequent time between rows. */
  commonGapMs(): number | undefined {
    return [...this.#gaps].sort((a, b) => b[1] - a[1])[0]?.[0]
  }

  notes(): Note[] {
    if (!this.#mountChanged) return []
    return [
      {
        ja: `ファイルの途中で設置高が変わる。最初の値 ${this.mountHeightMm} mm をすべてに用いた。`,
        en: `The mounting height changes within the file; its first, ${this.mountHeightMm} mm, was taken for all of it.`,
      },
    ]
  }
}
