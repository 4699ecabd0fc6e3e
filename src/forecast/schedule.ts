import type { EpochMs } from '../domain/time.ts'
import { HOUR_MS } from '../domain/time.ts'
import { listAuthorities } from '../store/authorities/list-authorities.ts'
import type { Db } from '../store/database.ts'
import { type DailyTicks, lastTickAtMs, nextTickAtMs } from './cron.ts'
import { share } from './pause.ts'

/** The moments at which this installation asks. */
export interface Tick {
  /** The last one that has come. */
  readonly lastMs: EpochMs
  readonly nextMs: EpochMs
}

/** For a schedule without ticks, which the configuration refuses. */
const NO_TICK_MS = HOUR_MS

/**
 * The configured ticks, each moved by this installation's own delay: all installations ask by the same expression, and
 * services ask not to be called by everybody at once. The delay follows from the authorities' ids, so a restart does
 * not change it.
 */
export class Schedule {
  readonly #db: Db
  readonly #ticks: DailyTicks
  readonly #jitterMs: number

  constructor(db: Db, ticks: DailyTicks, jitterMs: number) {
    this.#db = db
    this.#ticks = ticks
    this.#jitterMs = jitterMs
  }

  async at(nowMs: EpochMs): Promise<Tick> {
    const delayMs = await this.#delayMs()
    const tickMs = nowMs - delayMs
    return {
      lastMs: (lastTickAtMs(this.#ticks, tickMs) ?? tickMs - NO_TICK_MS) + delayMs,
      nextMs: (nextTickAtMs(this.#ticks, tickMs) ?? tickMs + NO_TICK_MS) + delayMs,
    }
  }

  async #delayMs(): Promise<number> {
    const ids = (await listAuthorities(this.#db)).map((it) => it.id)
    return Math.round(share(ids.join(' ')) * this.#jitterMs)
  }
}
