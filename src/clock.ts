/**
 * Time as a port. Everything that waits or stamps goes through a Clock, so that a storm night can run in minutes.
 *
 * - `RealClock`: the machine's clock.
 * - `SimulatedClock`: time that moves from timer to timer, at `speed` simulated seconds per real second (Infinity: as
 *   fast as the work allows). It never moves while anyone holds it: whoever does real I/O (a publish waiting for its
 *   PUBACK, a webhook under way) takes a hold, so nothing is late merely because the simulation was quick.
 */

/** Keeps simulated time from moving until disposed. Costs nothing on the real clock. */
export type Hold = Disposable

export interface Clock {
  /** Epoch milliseconds UTC. */
  now(): number
  /** Resolves at `atMs`, or at once when the signal aborts. Never rejects. */
  sleepUntil(atMs: number, signal?: AbortSignal): Promise<void>
  hold(): Hold
}

const NO_HOLD: Hold = { [Symbol.dispose]() {} }

/** setTimeout counts in 32 bits; longer sleeps are taken in steps. */
const MAX_TIMEOUT_MS = 2_000_000_000

export class RealClock implements Clock {
  now(): number {
    return Date.now()
  }

  async sleepUntil(atMs: number, signal?: AbortSignal): Promise<void> {
    while (!signal?.aborted) {
      const leftMs = atMs - Date.now()
      if (leftMs <= 0) return
      await realDelay(Math.min(leftMs, MAX_TIMEOUT_MS), signal)
    }
  }

  hold(): Hold {
    return NO_HOLD
  }
}

interface SimulatedTimer {
  readonly atMs: number
  readonly order: number
  readonly fire: () => void
}

/** How often a paced simulation moves its hands, in real milliseconds. */
const PACE_MS = 20

export class SimulatedClock implements Clock {
  readonly #speed: number
  #nowMs: number
  #timers: SimulatedTimer[] = []
  #order = 0
  #holds = 0
  #wake: (() => void) | undefined
  #stopped = false

  /**
   * @param startMs where simulated time begins, epoch milliseconds.
   * @param speed simulated seconds per real second; Infinity jumps from timer to timer.
   */
  constructor(startMs: number, speed: number) {
    if (!(speed > 0)) throw new RangeError(`speed must be above 0, got ${speed}`)
    this.#nowMs = startMs
    this.#speed = speed
    void this.#run()
  }

  now(): number {
    return this.#nowMs
  }

  sleepUntil(atMs: number, signal?: AbortSignal): Promise<void> {
    if (atMs <= this.#nowMs || signal?.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const timer: SimulatedTimer = {
        // Whole milliseconds, as on the machine's clock.
        atMs: Math.ceil(atMs),
        order: this.#order++,
        fire: () => {
          signal?.removeEventListener('abort', abort)
          resolve()
        },
      }
      const abort = () => {
        this.#timers = this.#timers.filter((it) => it !== timer)
        timer.fire()
      }
      signal?.addEventListener('abort', abort, { once: true })
      this.#insert(timer)
      this.#wake?.()
    })
  }

  hold(): Hold {
    this.#holds++
    let released = false
    return {
      [Symbol.dispose]: () => {
        if (released) return
        released = true
        this.#holds--
        if (this.#holds === 0) this.#wake?.()
      },
    }
  }

  /** Lets sleepers sleep for ever; for the end of a simulation. */
  stop(): void {
    this.#stopped = true
    this.#wake?.()
  }

  #insert(timer: SimulatedTimer): void {
    let low = 0
    let high = this.#timers.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = this.#timers[middle]
      if (other !== undefined && (other.atMs < timer.atMs || (other.atMs === timer.atMs && other.order < timer.order)))
        low = middle + 1
      else high = middle
    }
    this.#timers.splice(low, 0, timer)
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      await settle()
      const next = this.#timers[0]
      if (this.#holds > 0 || (next === undefined && this.#speed === Number.POSITIVE_INFINITY)) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
        this.#wake = undefined
        continue
      }
      if (this.#speed !== Number.POSITIVE_INFINITY && !(await this.#pace(next))) continue
      if (next === undefined || this.#timers[0] !== next || this.#holds > 0) continue
      this.#timers.shift()
      this.#nowMs = Math.max(this.#nowMs, next.atMs)
      next.fire()
    }
  }

  /** Moves the hands by one pace at most; true once `next` is due. */
  async #pace(next: SimulatedTimer | undefined): Promise<boolean> {
    const leftMs = next === undefined ? Number.POSITIVE_INFINITY : next.atMs - this.#nowMs
    const stepMs = Math.min(leftMs, PACE_MS * this.#speed)
    if (stepMs > 0) {
      const startedMs = performance.now()
      await realDelay(Math.max(1, stepMs / this.#speed))
      if (this.#holds > 0) return false
      const passedMs = Math.min(leftMs, Math.max(stepMs, (performance.now() - startedMs) * this.#speed))
      const earliest = this.#timers[0]?.atMs ?? Number.POSITIVE_INFINITY
      this.#nowMs = Math.min(Math.round(this.#nowMs + passedMs), earliest)
    }
    return next !== undefined && this.#nowMs >= next.atMs
  }
}

function realDelay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done, { once: true })
  })
}

/** Lets everything that a fired timer set in motion reach its own hold or sleep before time moves on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise<void>((resolve) => setImmediate(resolve))
}
