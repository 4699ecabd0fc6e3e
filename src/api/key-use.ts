import type { FastifyBaseLogger } from 'fastify'
import { DAY_MS, type EpochMs, MINUTE_MS } from '../domain/time.ts'
import { recordKeyUse } from '../store/events/record-key-use.ts'
import type { ApiDeps } from './deps.ts'
import type { Principal } from './principal.ts'

/** Keys are journalled beside requests; where that fails it is tried again no sooner than this. */
const RETRY_MS = MINUTE_MS

/**
 * Has the journal tell that a key is in use, once per key and UTC day. No request waits for it or fails by it; where
 * another process was first, or this one did it before a restart, nothing is written.
 */
export class KeyUseJournal {
  readonly #deps: Pick<ApiDeps, 'db' | 'clock'>
  readonly #log: FastifyBaseLogger
  /** When a key's use need be written next. One entry per key that was ever used. */
  readonly #dueAtMs = new Map<string, EpochMs>()
  readonly #running = new Set<Promise<void>>()

  constructor(deps: Pick<ApiDeps, 'db' | 'clock'>, log: FastifyBaseLogger) {
    this.#deps = deps
    this.#log = log
  }

  /** Notes that the key was used now. Returns at once. */
  noteUse(principal: Principal): void {
    const nowMs = this.#deps.clock.now()
    if (nowMs < (this.#dueAtMs.get(principal.id) ?? Number.NEGATIVE_INFINITY)) return
    this.#dueAtMs.set(principal.id, nextDayMs(nowMs))
    const work = this.#write(principal, nowMs).finally(() => this.#running.delete(work))
    this.#running.add(work)
  }

  /** Resolves when what was begun is written: the database must not be closed before. */
  async settled(): Promise<void> {
    await Promise.all(this.#running)
  }

  async #write(principal: Principal, atMs: EpochMs): Promise<void> {
    const { db, clock } = this.#deps
    using _ = clock.hold()
    const { id: keyId, authorityId, role, contractorId } = principal
    try {
      await db.transaction().execute((trx) => recordKeyUse(trx, { keyId, authorityId, role, contractorId, atMs }))
    } catch (error) {
      this.#dueAtMs.set(keyId, atMs + RETRY_MS)
      this.#log.warn({ err: error, keyId }, 'the use of a key could not be journalled')
    }
  }
}

function nextDayMs(nowMs: EpochMs): EpochMs {
  return (Math.floor(nowMs / DAY_MS) + 1) * DAY_MS
}
