import type { Logger } from 'pino'
import type { Clock } from '../../../clock.ts'
import { SECOND_MS } from '../../../domain/time.ts'
import { Loop } from '../../../loop.ts'
import type { DeadLetter, SpoolingReadingStore } from '../spool-messages.ts'
import { checkInflux } from './bootstrap.ts'
import type { InfluxClient } from './client.ts'
import { deliver, type Letter } from './deliver.ts'
import { InfluxFault } from './fault.ts'
import { readingLine, type SlottedReading } from './line-protocol.ts'

/** Readings sent in one request: more would make appends wait while they are read. */
const BATCH_READINGS = 500
/** Batches between two looks at whether to stop. */
const BATCHES_PER_ROUND = 50
/** New readings wait this long for company, and for their judgement. */
const LINGER_MS = SECOND_MS
/** How often the outbox is looked at unasked: another process may have put something into it. */
const MAX_SLEEP_MS = 10 * SECOND_MS
const FIRST_PAUSE_MS = SECOND_MS
const MAX_PAUSE_MS = 60 * SECOND_MS
/** Between attempts while a setting is wrong: InfluxDB may be corrected without us being restarted. */
const SETTING_PAUSE_MS = 30 * SECOND_MS

export interface ForwarderDeps {
  readonly spool: Pick<SpoolingReadingStore, 'spool'>
  readonly client: InfluxClient
  readonly clock: Clock
  readonly log: Logger
}

/** A reading with its line. */
interface ReadingLetter extends Letter {
  readonly item: SlottedReading
}

/**
 * Carries readings from the spool to InfluxDB, in order, at least once; a reading written again replaces itself. What
 * was delivered leaves the outbox; a reading InfluxDB will never take becomes a dead letter; everything else waits.
 */
export class Forwarder {
  readonly #deps: ForwarderDeps
  readonly #loop: Loop
  /** Proven that the settings fit the server; asked anew after every failure. */
  #checked = false
  #failure: string | undefined
  #failures = 0
  #notBeforeMs = 0
  #deadLetters = 0
  #stopping = false

  /** @param checked the settings have just been proven to fit the server. */
  constructor(deps: ForwarderDeps, checked: boolean) {
    this.#deps = deps
    this.#checked = checked
    this.#loop = new Loop({
      name: 'influx',
      clock: deps.clock,
      log: deps.log,
      maxSleepMs: MAX_SLEEP_MS,
      round: () => this.#round(),
    })
  }

  /** Why nothing is delivered at present; undefined while all is well. */
  get failure(): string | undefined {
    return this.#failure ?? this.#loop.failure
  }

  /** Readings given up since the start. */
  get deadLetters(): number {
    return this.#deadLetters
  }

  /** Something was put into the outbox. */
  nudge(): void {
    const { clock } = this.#deps
    if (this.#notBeforeMs > clock.now()) return
    this.#notBeforeMs = clock.now() + LINGER_MS
    this.#loop.nudge()
  }

  /** Delivers everything waiting now instead of in a moment; resolves when it is done or has failed. */
  async flush(): Promise<void> {
    this.#notBeforeMs = 0
    this.#loop.nudge()
    await this.#loop.settled()
  }

  async stop(): Promise<void> {
    this.#stopping = true
    await this.#loop.stop()
  }

  async #round(): Promise<number | undefined> {
    const { client, clock } = this.#deps
    if (clock.now() < this.#notBeforeMs) return this.#notBeforeMs
    try {
      if (!this.#checked) await checkInflux(client)
      this.#checked = true
      for (let batches = 0; batches < BATCHES_PER_ROUND; batches++) {
        if (!(await this.#forwardBatch())) {
          this.#succeeded()
          return undefined
        }
      }
      this.#succeeded()
      return clock.now()
    } catch (error) {
      if (!(error instanceof InfluxFault)) throw error
      return this.#failed(error)
    }
  }

  /** @returns whether there was anything to forward. */
  async #forwardBatch(): Promise<boolean> {
    const { spool, clock, log } = this.#deps
    const batch = await spool.spool({ op: 'next', limit: BATCH_READINGS })
    if (batch === undefined) return false
    const dead: DeadLetter[] = []
    const bury = (item: SlottedReading, reason: string) => {
      const { atMs, identity } = item.reading
      dead.push({ deviceId: item.deviceId, atMs, identity, reason, diedAtMs: clock.now() })
      log.error({ device: item.deviceId, atMs, identity, reason }, 'InfluxDB will not take a reading; kept here')
    }
    await deliver(this.#deps.client, encode(batch.items, bury), {
      bury: ({ item }, reason) => bury(item, reason),
      expired: ({ length }, answer) =>
        log.warn({ readings: length, answer }, 'InfluxDB no longer keeps readings this old'),
    })
    await spool.spool({ op: 'delivered', toSeq: batch.toSeq, dead })
    this.#deadLetters += dead.length
    return true
  }

  #succeeded(): void {
    if (this.#failure !== undefined) this.#deps.log.info('InfluxDB takes readings again')
    this.#failure = undefined
    this.#failures = 0
  }

  /** @returns when to try again. */
  #failed(fault: InfluxFault): number {
    const { clock, log } = this.#deps
    const level = fault.kind === 'setting' ? 'error' : 'warn'
    if (this.#failure !== fault.message && !this.#stopping)
      log[level]({ err: fault }, 'InfluxDB takes no readings; they wait here')
    this.#failure = fault.message
    this.#checked = false
    this.#notBeforeMs = clock.now() + pauseMs(fault, this.#failures++)
    return this.#notBeforeMs
  }
}

/**
 * How long to wait after a failure: what the server asked for; half a minute when a setting must be corrected; else
 * one second, doubled with each failure up to a minute.
 * @param failures before this one, in a row.
 */
export function pauseMs(fault: InfluxFault, failures: number): number {
  if (fault.retryAfterMs !== undefined) return fault.retryAfterMs
  if (fault.kind === 'setting') return SETTING_PAUSE_MS
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures, 16), MAX_PAUSE_MS)
}

function encode(
  items: readonly SlottedReading[],
  bury: (item: SlottedReading, reason: string) => void,
): ReadingLetter[] {
  return items.flatMap((item) => {
    try {
      return [{ item, line: readingLine(item) }]
    } catch (error) {
      bury(item, error instanceof Error ? error.message : String(error))
      return []
    }
  })
}
