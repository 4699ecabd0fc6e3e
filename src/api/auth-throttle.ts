import type { EpochMs } from '../domain/time.ts'

export const MAX_FAILURES = 20
export const FAILURE_WINDOW_MS = 60_000
/** Addresses remembered at once; the oldest is forgotten first, so that a scan cannot fill the memory. */
const MAX_ADDRESSES = 10_000

interface Window {
  readonly startMs: EpochMs
  failures: number
}

/**
 * Counts failed authentications per remote address in windows of one minute. Only wrong keys are slowed down: a valid
 * key is never locked out by a misconfigured neighbour behind the same gateway.
 */
export class AuthThrottle {
  readonly #windows = new Map<string, Window>()
  readonly #max: number

  /** @param max failures of one address in a window before it has to wait. */
  constructor(max = MAX_FAILURES) {
    this.#max = max
  }

  /** Notes a failure. @returns seconds to wait when the address has had its share, else 0. */
  failed(address: string, nowMs: EpochMs): number {
    let window = this.#windows.get(address)
    if (window === undefined || nowMs - window.startMs >= FAILURE_WINDOW_MS) {
      window = { startMs: nowMs, failures: 0 }
      this.#windows.delete(address)
      this.#windows.set(address, window)
      this.#forgetOldest()
    }
    window.failures++
    if (window.failures <= this.#max) return 0
    return Math.max(1, Math.ceil((window.startMs + FAILURE_WINDOW_MS - nowMs) / 1000))
  }

  /** Takes back one failure that was noted before it was known to be none. */
  succeeded(address: string): void {
    const window = this.#windows.get(address)
    if (window !== undefined && window.failures > 0) window.failures--
  }

  #forgetOldest(): void {
    if (this.#windows.size <= MAX_ADDRESSES) return
    const oldest = this.#windows.keys().next()
    if (!oldest.done) this.#windows.delete(oldest.value)
  }
}
