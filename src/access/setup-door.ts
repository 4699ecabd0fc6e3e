import { hashSecret, newSecret, secretMatches } from '../store/api-keys/secret-hash.ts'
import type { Db, Trx } from '../store/database.ts'
import { isUntouched } from '../store/is-untouched.ts'

/**
 * The door of the first run. An installation that nobody has touched (no authority, no user, no API key) may be set up
 * by whoever holds the token its process printed when it started. The token is new at each start and only its hash is
 * kept, in memory. Once anything is there, by this door or by the command line, the door is shut for good: no token
 * ever opens an installation that runs.
 */
export class SetupDoor {
  readonly #db: Db
  /** null: shut. */
  #tokenSha256: string | null

  private constructor(db: Db, tokenSha256: string | null) {
    this.#db = db
    this.#tokenSha256 = tokenSha256
  }

  /** @returns the door, and the token to print; null when there is nothing left to set up. */
  static async make(db: Db): Promise<{ door: SetupDoor; token: string | null }> {
    if (!(await isUntouched(db))) return { door: new SetupDoor(db, null), token: null }
    const token = newSecret()
    return { door: new SetupDoor(db, hashSecret(token)), token }
  }

  /** True while the installation may be set up. @param db the transaction that relies on it, if one does. */
  async isOpen(db: Db | Trx = this.#db): Promise<boolean> {
    if (this.#tokenSha256 === null) return false
    if (await isUntouched(db)) return true
    // whatever a transaction sees may be undone with it; what is committed stays
    if (db === this.#db) this.#tokenSha256 = null
    return false
  }

  /** Compares in constant time; nothing matches once the door is shut. */
  matches(token: string): boolean {
    return secretMatches(token, this.#tokenSha256)
  }
}
