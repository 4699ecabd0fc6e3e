import { type Clock, RealClock } from '../../src/clock.ts'

/** How often a paced clock is let go on, ms of real time. */
const TICK_MS = 20
/** Whoever is further behind than this does not hurry to catch up, ms of real time. */
const MAX_LAG_MS = 1000

/**
 * Lets a simulated clock that would run as fast as the work allows pass at `speed` simulated seconds per real second,
 * by holding it until real time has caught up. The speed can be changed on the way.
 */
export class Pace {
  readonly #clock: Clock
  readonly #realTime = new RealClock()
  readonly #stop = new AbortController()
  #speed: number
  #anchor: { readonly atMs: number; readonly realMs: number }

  constructor(clock: Clock, speed: number) {
    this.#clock = clock
    this.#speed = speed
    this.#anchor = this.#here()
    if (speed !== Number.POSITIVE_INFINITY) void this.#run()
  }

  get speed(): number {
    return this.#speed
  }

  /** Goes on at another speed, a finite one if it was. */
  change(speed: number): void {
    this.#speed = speed
    this.#anchor = this.#here()
  }

  stop(): void {
    this.#stop.abort()
  }

  #here(): { atMs: number; realMs: number } {
    return { atMs: this.#clock.now(), realMs: this.#realTime.now() }
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      await this.#letRealTimeCatchUp()
      await this.#clock.sleepUntil(this.#clock.now() + TICK_MS * this.#speed, signal)
    }
  }

  async #letRealTimeCatchUp(): Promise<void> {
    using _ = this.#clock.hold()
    const dueMs = this.#anchor.realMs + (this.#clock.now() - this.#anchor.atMs) / this.#speed
    if (this.#realTime.now() - dueMs > MAX_LAG_MS) this.#anchor = this.#here()
    await this.#realTime.sleepUntil(dueMs, this.#stop.signal)
  }
}
