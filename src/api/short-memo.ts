import type { EpochMs } from '../domain/time.ts'

interface Made<T> {
  readonly atMs: EpochMs
  readonly value: Promise<T>
}

/**
 * Keeps what is costly to make for a moment, so that a control room full of screens asks the store once. Those who ask
 * while it is being made wait for the same. A failure is not kept.
 */
export class ShortMemo<T> {
  readonly #made = new Map<string, Made<T>>()
  readonly #keepMs: number
  readonly #most: number

  /** @param limits.most different keys; beyond it the memory begins anew. */
  constructor(limits: { readonly keepMs: number; readonly most: number }) {
    this.#keepMs = limits.keepMs
    this.#most = limits.most
  }

  /** What is kept under `key`, else what `make` makes. */
  get(key: string, nowMs: EpochMs, make: () => Promise<T>): Promise<T> {
    const kept = this.#made.get(key)
    if (kept !== undefined && nowMs - kept.atMs < this.#keepMs) return kept.value
    if (this.#made.size >= this.#most) this.#made.clear()
    const made = { atMs: nowMs, value: make() }
    this.#made.set(key, made)
    made.value.catch(() => {
      if (this.#made.get(key) === made) this.#made.delete(key)
    })
    return made.value
  }

  /** Whoever asks from now on gets what is made from now on. */
  forget(): void {
    this.#made.clear()
  }
}
