import type { Logger } from 'pino'
import type { Clock } from './clock.ts'
import { SECOND_MS } from './domain/time.ts'

export interface LoopOptions {
  readonly name: string
  readonly clock: Clock
  readonly log: Logger
  /** Longest sleep: a lost nudge costs this much at most, never work. */
  readonly maxSleepMs: number
  /** Does what is due; returns when something is due next, if it knows. */
  round(): Promise<number | undefined>
}

/** After a failed round: wait this long before trying again. */
const RETRY_MS = 5 * SECOND_MS

/**
 * Runs `round` whenever something is due or someone nudges, one round at a time, and survives a failing round. Holds
 * the clock while at work, so that simulated time stands still meanwhile.
 */
export class Loop {
  readonly #options: LoopOptions
  readonly #stop = new AbortController()
  #wake = new AbortController()
  #nudged = true
  #running: Promise<void>
  #failure: string | undefined
  #idle: (() => void)[] = []
  #working = true

  constructor(options: LoopOptions) {
    this.#options = options
    this.#running = this.#run()
  }

  /** Asks for a round soon. */
  nudge(): void {
    this.#nudged = true
    this.#wake.abort()
  }

  /** Why the last round failed; undefined while all is well. */
  get failure(): string | undefined {
    return this.#failure
  }

  /** Resolves when no round is running or asked for. */
  async settled(): Promise<void> {
    if (this.#working || this.#nudged) await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    this.#wake.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { clock, maxSleepMs } = this.#options
    while (!this.#stop.signal.aborted) {
      this.#working = true
      const dueAtMs = await this.#round()
      this.#working = false
      if (this.#nudged) continue
      for (const resolve of this.#idle.splice(0)) resolve()
      const untilMs = Math.min(dueAtMs ?? Number.POSITIVE_INFINITY, clock.now() + maxSleepMs)
      await clock.sleepUntil(untilMs, this.#wake.signal)
    }
    for (const resolve of this.#idle.splice(0)) resolve()
  }

  async #round(): Promise<number | undefined> {
    const { clock, log, name } = this.#options
    this.#nudged = false
    this.#wake = new AbortController()
    if (this.#stop.signal.aborted) return undefined
    using _ = clock.hold()
    // The store answers without yielding; without this a loop that is always due would starve everybody else.
    await new Promise<void>((resolve) => setImmediate(resolve))
    try {
      const dueAtMs = await this.#options.round()
      this.#failure = undefined
      return dueAtMs
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error)
      log.error({ loop: name, err: error }, 'round failed; will try again')
      return clock.now() + RETRY_MS
    }
  }
}
