import type { FastifyBaseLogger } from 'fastify'
import { recordSignInFailure } from '../store/users/record-sign-in-failure.ts'
import type { User } from '../store/users/user-row.ts'
import type { ApiDeps } from './deps.ts'

/**
 * Has the journal tell of wrong passwords, beside the requests: an answer that waited for it would take longer for a
 * login that exists than for one that does not.
 */
export class SignInJournal {
  readonly #deps: Pick<ApiDeps, 'db' | 'clock'>
  readonly #log: FastifyBaseLogger
  readonly #running = new Set<Promise<void>>()

  constructor(deps: Pick<ApiDeps, 'db' | 'clock'>, log: FastifyBaseLogger) {
    this.#deps = deps
    this.#log = log
  }

  /** Notes a wrong password. Returns at once. */
  noteFailure(user: Pick<User, 'id' | 'authorityId'>, address: string): void {
    const work = this.#write(user, address).finally(() => this.#running.delete(work))
    this.#running.add(work)
  }

  /** Resolves when what was begun is written: the database must not be closed before. */
  async settled(): Promise<void> {
    await Promise.all(this.#running)
  }

  async #write({ id: userId, authorityId }: Pick<User, 'id' | 'authorityId'>, address: string): Promise<void> {
    const { db, clock } = this.#deps
    using _ = clock.hold()
    const failure = { userId, authorityId, address, atMs: clock.now() }
    try {
      await db.transaction().execute((trx) => recordSignInFailure(trx, failure))
    } catch (error) {
      this.#log.warn({ err: error, userId }, 'a wrong password could not be journalled')
    }
  }
}
