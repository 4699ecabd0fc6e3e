import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { MINUTE_MS } from '../domain/time.ts'
import { Loop } from '../loop.ts'
import type { Db } from '../store/database.ts'
import { dueDeadlines, nextDeadlineAt } from '../store/orders/due-deadlines.ts'
import { noteDeadline } from './deadline-notes.ts'
import { eachForItself } from './each-for-itself.ts'
import { DISPATCH_DEFAULTS, type DispatchPolicy } from './policy.ts'
import { requireOrder } from './require.ts'

/** Orders looked at in one round; more are taken in the next, at once. */
const ROUND = 100

export interface StartWatchDeps {
  readonly db: Db
  readonly clock: Clock
  readonly log: Logger
  readonly policy?: DispatchPolicy
  /** There is something to deliver or to show. */
  onChange(): void
}

/**
 * Watches latest starts: an order that nobody has begun is at risk some time before its own, and missed once it has
 * passed. The officers on duty hear of each once.
 */
export function startStartWatch(deps: StartWatchDeps): Loop {
  const { db, clock } = deps
  const { warnMs } = deps.policy ?? DISPATCH_DEFAULTS
  return new Loop({
    name: 'start-watch',
    clock,
    log: deps.log,
    maxSleepMs: MINUTE_MS,
    async round() {
      const nowMs = clock.now()
      const due = await dueDeadlines(db, { nowMs, warnMs, limit: ROUND })
      const note = (id: string) =>
        db.transaction().execute(async (trx) => noteDeadline(trx, await requireOrder(trx, id), nowMs, warnMs))
      try {
        await eachForItself(
          due.map(
            ({ id }) =>
              () =>
                note(id),
          ),
        )
      } finally {
        if (due.length > 0) deps.onChange()
      }
      return nextDeadlineAt(db, warnMs)
    },
  })
}
