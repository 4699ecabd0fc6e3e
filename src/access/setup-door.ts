import type { Clock } from '../clock.ts'
import { HOUR_MS } from '../domain/time.ts'
import { newSecret } from '../store/api-keys/secret-hash.ts'
import type { Db, Trx } from '../store/database.ts'
import { isUntouched } from '../store/is-untouched.ts'
import { deleteSetupTokens } from '../store/setup-tokens/delete-setup-tokens.ts'
import { insertSetupToken } from '../store/setup-tokens/insert-setup-token.ts'
import { isSetupToken } from '../store/setup-tokens/is-setup-token.ts'

/** How long a printed address opens the first run. Whoever comes later starts the service again. */
export const SETUP_TOKEN_LIFETIME_MS = 24 * HOUR_MS

/**
 * The door of the first run. An installation that nobody has touched (no authority, no user, no API key) may be set up
 * by whoever holds a token that a process printed when it started. The tokens belong to the database: each start adds
 * one, so that whoever starts a process can always get in, and every process on the database takes each of them, so
 * that it does not matter which one a request comes to. Only hashes are kept, for a day. Once anything is there, by
 * this door or by the command line, the door is shut for good: no token ever opens an installation that runs.
 */
export class SetupDoor {
  readonly #db: Db
  readonly #clock: Clock
  #shut: boolean

  private constructor(db: Db, clock: Clock, shut: boolean) {
    this.#db = db
    this.#clock = clock
    this.#shut = shut
  }

  /** @returns the door, and the token to print; null when there is nothing left to set up. */
  static async make(db: Db, clock: Clock): Promise<{ door: SetupDoor; token: string | null }> {
    const nowMs = clock.now()
    const token = await db.transaction().execute(async (trx) => {
      if (!(await isUntouched(trx))) {
        await deleteSetupTokens(trx)
        return null
      }
      await deleteSetupTokens(trx, nowMs)
      const made = newSecret()
      await insertSetupToken(trx, made, nowMs + SETUP_TOKEN_LIFETIME_MS)
      return made
    })
    return { door: new SetupDoor(db, clock, token === null), token }
  }

  /** True while the installation may be set up. @param db the transaction that relies on it, if one does. */
  async isOpen(db: Db | Trx = this.#db): Promise<boolean> {
    if (this.#shut) return false
    if (await isUntouched(db)) return true
    // whatever a transaction sees may be undone with it; what is committed stays
    if (db === this.#db) this.#shut = true
    return false
  }

  /** Whether a token is one that a process of this database printed, not long ago. */
  async matches(token: string): Promise<boolean> {
    return !this.#shut && (await isSetupToken(this.#db, token, this.#clock.now()))
  }

  /** Takes every token away, in the transaction that sets the installation up. */
  async close(trx: Trx): Promise<void> {
    await deleteSetupTokens(trx)
  }
}
