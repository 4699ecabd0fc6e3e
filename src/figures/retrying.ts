import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { Loop } from '../loop.ts'
import { InfluxFault } from '../store/readings/influx/fault.ts'
import { pauseMs } from '../store/readings/influx/forwarder.ts'

export interface RetryingOptions {
  readonly name: string
  readonly clock: Clock
  readonly log: Logger
  readonly maxSleepMs: number
  /** Comes first in every round, also while InfluxDB is away. */
  prepare?(): Promise<void>
  /** Sends what waits. Throws InfluxFault when it must wait on. */
  send(): Promise<void>
}

/** Sends again and again; after a failure it waits as long as forwarding readings does, and tells the log once. */
export class Retrying {
  readonly #options: RetryingOptions
  readonly #loop: Loop
  #failure: string | undefined
  #failures = 0
  #notBeforeMs = Number.NEGATIVE_INFINITY

  constructor(options: RetryingOptions) {
    this.#options = options
    const { name, clock, log, maxSleepMs } = options
    this.#loop = new Loop({ name, clock, log, maxSleepMs, round: () => this.#round() })
  }

  /** There is something new to send. */
  nudge(): void {
    if (this.#options.clock.now() >= this.#notBeforeMs) this.#loop.nudge()
  }

  stop(): Promise<void> {
    return this.#loop.stop()
  }

  async #round(): Promise<number | undefined> {
    const { clock, log, name, prepare, send } = this.#options
    await prepare?.()
    if (clock.now() < this.#notBeforeMs) return this.#notBeforeMs
    try {
      await send()
    } catch (error) {
      if (!(error instanceof InfluxFault)) throw error
      if (this.#failure !== error.message)
        log.warn({ err: error, figures: name }, 'InfluxDB takes no figures; they wait')
      this.#failure = error.message
      this.#notBeforeMs = clock.now() + pauseMs(error, this.#failures++)
      return this.#notBeforeMs
    }
    this.#failure = undefined
    this.#failures = 0
    return undefined
  }
}
