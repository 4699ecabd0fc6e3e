import type { ReadingQuery, SeriesBucket, SeriesQuery, StoredReading } from './port.ts'

const PAGE = 5000

interface Open {
  readonly index: number
  readings: number
  minMm: number
  maxMm: number
  sumMm: number
  lastMm: number
}

/** Length of a part of the range, ms: rounded up, so that there are never more parts than asked for. */
export function bucketMs(query: Pick<SeriesQuery, 'fromMs' | 'toMs' | 'buckets'>): number {
  return Math.max(1, Math.ceil((query.toMs - query.fromMs) / Math.max(1, Math.floor(query.buckets))))
}

/** Sums depths up by equal parts of a range. */
export class SeriesFold {
  readonly #fromMs: number
  readonly #bucketMs: number
  readonly #done: SeriesBucket[] = []
  #open: Open | undefined

  constructor(query: SeriesQuery) {
    this.#fromMs = query.fromMs
    this.#bucketMs = bucketMs(query)
  }

  /** @param atMs within the range and not before the one added last. */
  add(atMs: number, depthMm: number): void {
    const index = Math.floor((atMs - this.#fromMs) / this.#bucketMs)
    const open = this.#open
    if (open === undefined || open.index !== index) {
      this.#close()
      this.#open = { index, readings: 1, minMm: depthMm, maxMm: depthMm, sumMm: depthMm, lastMm: depthMm }
      return
    }
    open.readings++
    if (depthMm < open.minMm) open.minMm = depthMm
    if (depthMm > open.maxMm) open.maxMm = depthMm
    open.sumMm += depthMm
    open.lastMm = depthMm
  }

  buckets(): SeriesBucket[] {
    this.#close()
    return this.#done
  }

  #close(): void {
    if (this.#open === undefined) return
    const { index, readings, minMm, maxMm, sumMm, lastMm } = this.#open
    const fromMs = this.#fromMs + index * this.#bucketMs
    this.#done.push({ fromMs, readings, minMm, maxMm, meanMm: sumMm / readings, lastMm })
    this.#open = undefined
  }
}

/** A series by reading everything, for a store that cannot sum up where the readings are. */
export async function seriesFromReadings(
  readings: (query: ReadingQuery) => Promise<readonly StoredReading[]>,
  query: SeriesQuery,
): Promise<SeriesBucket[]> {
  const { deviceId, fromMs, toMs } = query
  const fold = new SeriesFold(query)
  let after: { readonly atMs: number; readonly identity: string } | undefined
  for (;;) {
    const page = await readings({ deviceId, fromMs, toMs, limit: PAGE, ...(after === undefined ? {} : { after }) })
    for (const it of page) if (it.accepted === true && it.judgedDepthMm !== null) fold.add(it.atMs, it.judgedDepthMm)
    after = page.at(-1)
    if (page.length < PAGE || after === undefined) return fold.buckets()
  }
}
