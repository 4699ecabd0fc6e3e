import type { EpochMs } from '../domain/time.ts'
import type { History, RecordedReading } from './history.ts'

/** Readings taken from the record at a time. */
const PAGE = 2000

/**
 * A device's readings in the order in which they came in, page by page: what was sent late is known late. Only what
 * waits for its moment is kept, so a long history takes no more memory than a short one.
 */
export class ReadingFeed {
  readonly #history: History
  readonly #deviceId: string
  readonly #fromMs: EpochMs
  /** How far a device's clock may be ahead of ours: its readings came before their own time. */
  readonly #maxAheadMs: number
  #after: { readonly atMs: EpochMs; readonly identity: string } | undefined
  #exhausted = false
  /** By time of receipt, ascending. */
  #waiting: RecordedReading[] = []
  #next = 0

  constructor(history: History, deviceId: string, fromMs: EpochMs, maxAheadMs: number) {
    this.#history = history
    this.#deviceId = deviceId
    this.#fromMs = fromMs
    this.#maxAheadMs = maxAheadMs
  }

  /** What had come in by `atMs` and was not taken yet, in order of receipt. */
  take(atMs: EpochMs): RecordedReading[] {
    while (!this.#exhausted && (this.#after?.atMs ?? this.#fromMs - 1) <= atMs + this.#maxAheadMs) this.#read()
    const from = this.#next
    while ((this.#waiting[this.#next]?.receivedAtMs ?? Number.POSITIVE_INFINITY) <= atMs) this.#next++
    return this.#waiting.slice(from, this.#next)
  }

  #read(): void {
    const page = this.#history.readings({
      deviceId: this.#deviceId,
      fromMs: this.#fromMs,
      limit: PAGE,
      ...(this.#after === undefined ? {} : { after: this.#after }),
    })
    const last = page.at(-1)
    if (last !== undefined) this.#after = { atMs: last.atMs, identity: last.identity }
    this.#exhausted = page.length < PAGE
    this.#waiting = [...this.#waiting.slice(this.#next), ...page].sort((a, b) => a.receivedAtMs - b.receivedAtMs)
    this.#next = 0
  }
}
