import { setTimeout as sleep } from 'node:timers/promises'
import type { EpochMs } from '../domain/time.ts'

/** Making a thing anew takes this share of the process at most: after one that took 500 ms the next waits 2 s. */
const REST = 4

/** When something is asked for. */
export interface Asked {
  readonly nowMs: EpochMs
  /** Of the world it is made of, such as the id of the newest event; another one: what was made before is too old. */
  readonly version: number
}

interface Made<T> {
  readonly atMs: EpochMs
  readonly value: Promise<T>
  /** Process time before which it is not made anew. */
  restUntilMs: number
  begun: boolean
  version: number
}

/**
 * Keeps what is costly to make for a moment, so that a control room full of screens asks the store once. Those who ask
 * while it is being made wait for the same. Whoever asks at a later version gets what is made after it, at a pace that
 * leaves the process to others however fast things change. A failure is not kept.
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
  get(key: string, asked: Asked, make: () => Promise<T>): Promise<T> {
    const kept = this.#made.get(key)
    if (kept !== undefined && asked.nowMs - kept.atMs < this.#keepMs) {
      // one that has yet to begin will see whatever there is by then
      if (!kept.begun) kept.version = Math.max(kept.version, asked.version)
      if (kept.version >= asked.version) return kept.value
    }
    if (this.#made.size >= this.#most) this.#made.clear()
    return this.#keep(key, asked, kept, make)
  }

  #keep(key: string, { nowMs, version }: Asked, before: Made<T> | undefined, make: () => Promise<T>): Promise<T> {
    const begin = async () => {
      await before?.value.catch(() => {})
      const restMs = (before?.restUntilMs ?? 0) - performance.now()
      if (restMs > 0) await sleep(restMs)
      made.begun = true
      const fromMs = performance.now()
      const value = await make()
      made.restUntilMs = performance.now() + (performance.now() - fromMs) * REST
      return value
    }
    const made: Made<T> = { atMs: nowMs, value: begin(), restUntilMs: 0, begun: false, version }
    this.#made.set(key, made)
    made.value.catch(() => {
      if (this.#made.get(key) === made) this.#made.delete(key)
    })
    return made.value
  }
}
