import { type EpochMs, SECOND_MS } from '../../domain/time.ts'
import { changeMark } from '../../store/change-mark.ts'
import type { ApiDeps } from '../deps.ts'
import type { Principal } from '../principal.ts'
import type { Board } from './board-schema.ts'
import { makeBoard } from './make-board.ts'

/** A board serves while nothing has changed in the database, and so long at most: readings come beside it. */
const KEEP_MS = 2 * SECOND_MS

interface Kept {
  readonly mark: string
  readonly atMs: EpochMs
  readonly board: Promise<Board>
}

/**
 * Makes each board once, however many officers and wall displays ask for it: an event of the journal makes all of them
 * ask in the same second.
 */
export class BoardDesk {
  readonly #deps: ApiDeps
  readonly #kept = new Map<string, Kept>()

  constructor(deps: ApiDeps) {
    this.#deps = deps
  }

  async board(principal: Principal): Promise<Board> {
    const key = sightOf(principal)
    const mark = await changeMark(this.#deps.db)
    const atMs = this.#deps.clock.now()
    const kept = this.#kept.get(key)
    if (kept !== undefined && kept.mark === mark && atMs - kept.atMs < KEEP_MS) return kept.board
    const made: Kept = { mark, atMs, board: makeBoard(this.#deps, principal, atMs) }
    this.#kept.set(key, made)
    // a failure is not kept: the next request tries again
    made.board.catch(() => {
      if (this.#kept.get(key) === made) this.#kept.delete(key)
    })
    return made.board
  }
}

/** Callers with the same sight get the same board. */
function sightOf({ authorityId, scopes }: Principal): string {
  return [authorityId, scopes.has('contractors:read'), scopes.has('quarantine:read')].join(' ')
}
