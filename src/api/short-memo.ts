import { setTimeout as sleep } from 'node:timers/promises'
import type { EpochMs } from '../domain/time.ts'

/** Making a thing anew takes this share of the process at most: after one that took 500 ms the next waits 2 s. */
const REST = 4

interface Made<T> {
  readonly atMs: EpochMs
  readonly value: Promise<T>
  /** Process time before which it is not made anew. */
  restUntilMs: number
  state: 'waiting' | 'begun' | 'forgotten'
}

/**
 * Keeps what is costly to make for a moment, so that a control room full of screens asks the store once. Those who ask
 * while it is being made wait for the same. Whoever asks after `forget` gets what is made after it, at a pace that leaves
 * the process to others however fast things change. A failure is not kept.
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
    if (kept !== undefined && kept.state !== 'forgotten' && nowMs - kept.atMs < this.#keepMs) return kept.value
    if (this.#made.size >= this.#most) this.#made.clear()
    return this.#keep(key, nowMs, kept, make)
  }

  /** Whoever asks from now on gets what is made from now on. */
  forget(): void {
    // one that has yet to begin will see what this is about
    for (const it of this.#made.values()) if (it.state === 'begun') it.state = 'forgotten'
  }

  #keep(key: string, nowMs: EpochMs, before: Made<T> | undefined, make: () => Promise<T>): Promise<T> {
    const begun = async () => {
      await before?.value.catch(() => {})
      const restMs = (before?.restUntilMs ?? 0) - performance.now()
      if (restMs > 0) await sleep(restMs)
      made.state = 'begun'
      const fromMs = performance.now()
      const value = await make()
      made.restUntilMs = performance.now() + (performance.now() - fromMs) * REST
      return value
    }
    const made: Made<T> = { atMs: nowMs, value: begun(), restUntilMs: 0, state: 'waiting' }
    this.#made.set(key, made)
    made.value.catch(() => {
      if (this.#made.get(key) === made) this.#made.delete(key)
    })
    return made.value
  }
}
