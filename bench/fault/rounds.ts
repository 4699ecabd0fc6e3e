import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Account } from '../ingest/device.ts'
import type { Order } from '../ingest/load.ts'
import { resultOf, startLoad } from '../ingest/measure.ts'

const DEVICES = 64
const IN_FLIGHT = 16
/** Room for the numbers of one load. */
const NUMBERS_PER_LOAD = 100_000

/** Loads that follow one another: each first sends again what the one before was not acknowledged for. */
export class Rounds {
  readonly #dir: string
  readonly #credentials: string
  #round = 0
  #earlier: string | undefined

  /** @param credentials file with the devices. @param dir for its own files. */
  constructor(dir: string, credentials: string) {
    this.#dir = dir
    this.#credentials = credentials
  }

  /** Runs a load for `ms` and does `meanwhile` as soon as it has begun. */
  async run(port: number, ms: number, meanwhile: () => Promise<void> = async () => {}): Promise<readonly Account[]> {
    const order: Order = {
      kind: 'until-broken',
      port,
      credentials: this.#credentials,
      devices: DEVICES,
      inFlight: IN_FLIGHT,
      warmupMs: 0,
      measureMs: ms,
      messages: 0,
      ratePerS: 0,
      firstNumber: this.#round++ * NUMBERS_PER_LOAD,
      ...(this.#earlier === undefined ? {} : { resend: this.#earlier }),
    }
    const load = startLoad(order)
    try {
      await load.line((line) => (line.includes('begin') ? true : undefined))
      const [{ accounts }] = await Promise.all([resultOf(load), meanwhile()])
      this.#earlier = join(this.#dir, `accounts-${this.#round}.json`)
      writeFileSync(this.#earlier, JSON.stringify(accounts))
      return accounts
    } finally {
      await load.stop()
    }
  }
}
