/** An item with its place in the queue. */
interface Queued<T> {
  readonly order: number
  readonly item: T
}

/** Items taken for sending; they stay in the outbox until acknowledged. */
export interface Batch<T> {
  readonly items: readonly T[]
  readonly entries: readonly Queued<T>[]
}

/**
 * What a device keeps until the broker has acknowledged it: a bounded first-in first-out buffer, as in a logger's
 * flash. When it is full the oldest item that is not under way gives way to the newest.
 */
export class Outbox<T> {
  readonly #capacity: number
  #waiting: Queued<T>[] = []
  #underWay = 0
  #order = 0
  #dropped = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** Everything not yet acknowledged. */
  get size(): number {
    return this.#waiting.length + this.#underWay
  }

  /** Items lost to a full buffer. */
  get dropped(): number {
    return this.#dropped
  }

  push(item: T): void {
    this.#waiting.push({ order: this.#order++, item })
    if (this.size > this.#capacity && this.#waiting.shift() !== undefined) this.#dropped++
  }

  /**
   * Takes the oldest items for one message, at most `limit`; an item for which `alone` holds travels by itself.
   * Undefined when nothing waits.
   */
  take(limit: number, alone: (item: T) => boolean): Batch<T> | undefined {
    const first = this.#waiting[0]
    if (first === undefined) return undefined
    let count = 1
    if (!alone(first.item)) {
      const end = this.#waiting.findIndex((it, index) => index >= limit || alone(it.item))
      count = end === -1 ? this.#waiting.length : end
    }
    const entries = this.#waiting.splice(0, count)
    this.#underWay += entries.length
    return { entries, items: entries.map((it) => it.item) }
  }

  /** The broker has them: they leave the buffer. */
  acknowledge(batch: Batch<T>): void {
    this.#underWay -= batch.entries.length
  }

  /** They may not have arrived: back to their place, to be sent again. */
  giveBack(batch: Batch<T>): void {
    this.#underWay -= batch.entries.length
    this.#waiting = [...batch.entries, ...this.#waiting].sort((a, b) => a.order - b.order)
  }
}
