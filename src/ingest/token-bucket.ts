import type { EpochMs } from '../domain/time.ts'

export interface BucketLimits {
  /** Tokens that come back per second. */
  readonly ratePerS: number
  /** Tokens a full bucket holds. */
  readonly burst: number
}

/**
 * A token bucket that may go into debt: what has arrived is taken in full, and its sender waits until the debt is paid
 * back. So nothing is dropped, and over any time t at most `burst + rate · t` plus one piece gets through.
 */
export class TokenBucket {
  readonly #limits: BucketLimits
  /** In thousandths, so that whole milliseconds give whole numbers. */
  #millitokens: number
  #atMs: EpochMs

  constructor(limits: BucketLimits, nowMs: EpochMs) {
    this.#limits = limits
    this.#millitokens = limits.burst * 1000
    this.#atMs = nowMs
  }

  /** Takes `cost` tokens, into debt if need be. */
  take(cost: number, nowMs: EpochMs): void {
    this.#refill(nowMs)
    this.#millitokens -= cost * 1000
  }

  /** How long nothing more may be taken, ms; 0 when there is at least one token. */
  waitMs(nowMs: EpochMs): number {
    this.#refill(nowMs)
    return Math.max(0, Math.ceil((1000 - this.#millitokens) / this.#limits.ratePerS))
  }

  /** Nothing would be forgotten by forgetting this bucket. */
  isFull(nowMs: EpochMs): boolean {
    this.#refill(nowMs)
    return this.#millitokens >= this.#limits.burst * 1000
  }

  /** A clock that is set back gives nothing and takes nothing. */
  #refill(nowMs: EpochMs): void {
    const passedMs = Math.max(0, nowMs - this.#atMs)
    this.#atMs = nowMs
    const { ratePerS, burst } = this.#limits
    this.#millitokens = Math.min(burst * 1000, this.#millitokens + passedMs * ratePerS)
  }
}
