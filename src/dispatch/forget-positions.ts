import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { DAY_MS, HOUR_MS } from '../domain/time.ts'
import { Loop } from '../loop.ts'
import type { Db } from '../store/database.ts'
import { erasePositions } from '../store/progress/erase-positions.ts'

/** Positions are kept by the day, so an hour more or less is nothing. */
const EVERY_MS = HOUR_MS

/**
 * Erases where crews were once it is older than the authority keeps it.
 * @param deps.keepDays YUKIBAN_KEEP_POSITIONS_DAYS; null: for ever.
 */
export function startForgettingPositions(deps: { db: Db; clock: Clock; log: Logger; keepDays: number | null }): Loop {
  const { db, clock, log, keepDays } = deps
  return new Loop({
    name: 'forget-positions',
    clock,
    log,
    maxSleepMs: EVERY_MS,
    async round() {
      if (keepDays === null) return undefined
      const beforeMs = clock.now() - keepDays * DAY_MS
      const erased = await db.transaction().execute((trx) => erasePositions(trx, beforeMs))
      if (erased > 0) log.info({ erased }, 'positions of crews erased')
      return undefined
    },
  })
}
