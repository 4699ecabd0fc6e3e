import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'

/**
 * argon2id is made to be expensive: 19 MiB and tens of milliseconds each. One at a time runs here, so that a flood of
 * sign-ins takes one core and 19 MiB at most, never what ingest needs; a few wait, the rest is refused at once. Browsers
 * that somebody has signed in with before wait in a line of their own that goes first, so that strangers cannot fill
 * the only one.
 */

/** How many may wait in each line. */
export const MAX_WAITING = 16
/** How long a full line takes, about; told to whoever is refused. */
const RETRY_AFTER_S = 2

/** Lets passwords be hashed one after another, in two lines. */
export class PasswordGate {
  readonly #lines = { known: [] as (() => void)[], unknown: [] as (() => void)[] }
  #busy = false

  /**
   * Runs `work` alone, in the order of coming within a line.
   * Throws `sign-in-busy` without waiting when the line is full.
   */
  async run<T>(line: 'known' | 'unknown', work: () => Promise<T>): Promise<T> {
    await this.#turn(line)
    try {
      return await work()
    } finally {
      const next = this.#lines.known.shift() ?? this.#lines.unknown.shift()
      if (next === undefined) this.#busy = false
      else next()
    }
  }

  async #turn(line: 'known' | 'unknown'): Promise<void> {
    if (!this.#busy) {
      this.#busy = true
      return
    }
    const waiting = this.#lines[line]
    if (waiting.length >= MAX_WAITING) {
      throw new YukibanError('sign-in-busy', say('sign-in-crowded'), { retryAfterS: RETRY_AFTER_S })
    }
    await new Promise<void>((resolve) => waiting.push(resolve))
  }
}
