import type { EpochMs } from '../domain/time.ts'

/** What stood on a route in one part of the replayed span, for a plot. Null: nobody knows. */
export interface PlotPoint {
  readonly atMs: EpochMs
  /** Greatest and least within the part, cm. */
  readonly sincePassMaxCm: number | null
  readonly sincePassMinCm: number | null
  readonly newSnowMaxCm: number | null
  /** Some of the part could not be judged. */
  readonly unknown: boolean
}

/** Most parts of a plot: more than a screen has points. */
const PARTS = 1200

/** Gathers what stood on a route into parts of equal length, so that a season takes no more room than a night. */
export class PlotCourse {
  readonly #fromMs: EpochMs
  readonly #partMs: number
  readonly #points: PlotPoint[] = []

  /** @param stepMs between samples: no part is shorter. */
  constructor(fromMs: EpochMs, toMs: EpochMs, stepMs: number) {
    this.#fromMs = fromMs
    this.#partMs = Math.max(stepMs, Math.ceil((toMs - fromMs) / PARTS / stepMs) * stepMs)
  }

  /** @param atMs not before the one added last. */
  add(atMs: EpochMs, sincePassCm: number | null, newSnowCm: number | null, unknown: boolean): void {
    const partAtMs = this.#fromMs + Math.floor((atMs - this.#fromMs) / this.#partMs) * this.#partMs
    const last = this.#points.at(-1)
    const part: PlotPoint = {
      atMs: partAtMs,
      sincePassMaxCm: rounded(sincePassCm),
      sincePassMinCm: rounded(sincePassCm),
      newSnowMaxCm: rounded(newSnowCm),
      unknown,
    }
    if (last?.atMs === partAtMs) this.#points[this.#points.length - 1] = merged(last, part)
    else this.#points.push(part)
  }

  get partMs(): number {
    return this.#partMs
  }

  points(): readonly PlotPoint[] {
    return this.#points
  }
}

function merged(one: PlotPoint, other: PlotPoint): PlotPoint {
  return {
    atMs: one.atMs,
    sincePassMaxCm: extreme(Math.max, one.sincePassMaxCm, other.sincePassMaxCm),
    sincePassMinCm: extreme(Math.min, one.sincePassMinCm, other.sincePassMinCm),
    newSnowMaxCm: extreme(Math.max, one.newSnowMaxCm, other.newSnowMaxCm),
    unknown: one.unknown || other.unknown,
  }
}

function extreme(of: (a: number, b: number) => number, a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return of(a, b)
}

function rounded(cm: number | null): number | null {
  return cm === null ? null : Math.round(cm * 10) / 10
}
