import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { DAY_MS, type EpochMs, HOUR_MS, SECOND_MS } from '../domain/time.ts'
import { Loop } from '../loop.ts'
import type { Db } from '../store/database.ts'
import { pruneRuns } from '../store/forecasts/prune-runs.ts'
import { pruneObservations } from '../store/observations/prune-observations.ts'
import { pruneWeatherFetches } from '../store/weather/prune-fetches.ts'
import { pruneWeatherRequests } from '../store/weather/prune-requests.ts'

const EVERY_MS = HOUR_MS
/** Rows deleted in one transaction, and the pause before the next: orders never wait for it. */
const RUNS_AT_ONCE = 200
const OBSERVATIONS_AT_ONCE_MS = HOUR_MS
const PAUSE_MS = SECOND_MS
/** Questions not asked for so long are no longer asked: cells or settings have changed. */
const FORGET_QUESTIONS_MS = 7 * DAY_MS
/** Lines of the log of questions: a week of a prefecture's. */
const KEEP_FETCHES = 20_000

/** Takes away what is older than its limit, in bounded pieces. @param keepDays null: for ever. */
export function startForecastHousekeeping(deps: {
  readonly db: Db
  readonly clock: Clock
  readonly log: Logger
  readonly keepDays: number | null
}): Loop {
  const { db, clock, log, keepDays } = deps
  return new Loop({
    name: 'forecast housekeeping',
    clock,
    log,
    maxSleepMs: EVERY_MS,
    async round() {
      const nowMs = clock.now()
      if (keepDays !== null && (await prunePiece(db, nowMs - keepDays * DAY_MS))) return nowMs + PAUSE_MS
      await pruneWeatherRequests(db, nowMs - FORGET_QUESTIONS_MS)
      await pruneWeatherFetches(db, KEEP_FETCHES)
      return undefined
    },
  })
}

/** @returns whether there may be more. */
async function prunePiece(db: Db, beforeMs: EpochMs): Promise<boolean> {
  const runs = await pruneRuns(db, beforeMs, RUNS_AT_ONCE)
  const observations = await pruneObservations(db, beforeMs, OBSERVATIONS_AT_ONCE_MS)
  return runs === RUNS_AT_ONCE || observations > 0
}
