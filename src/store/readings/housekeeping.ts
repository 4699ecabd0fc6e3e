import type { Logger } from 'pino'
import type { Clock } from '../../clock.ts'
import type { Config } from '../../config.ts'
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../domain/time.ts'
import { Loop } from '../../loop.ts'
import type { ReadingStore, RetentionLimits } from './port.ts'

const EVERY_MS = 10 * MINUTE_MS
/** Pieces done in one round, and the pause before the next while there is more: ingest always comes first. */
const PIECES = 20
const PAUSE_MS = SECOND_MS

/** Rolls up and applies retention in the background, in bounded pieces. */
export function startHousekeeping(deps: {
  readings: ReadingStore
  clock: Clock
  log: Logger
  keep: Config['keep']
}): Loop {
  const { readings, clock, log, keep } = deps
  return new Loop({
    name: 'housekeeping',
    clock,
    log,
    maxSleepMs: EVERY_MS,
    async round() {
      const limits = limitsAt(clock.now(), keep)
      for (let piece = 0; piece < PIECES; piece++) {
        if (!(await readings.housekeep(limits)).more) return undefined
      }
      return clock.now() + PAUSE_MS
    },
  })
}

function limitsAt(nowMs: number, keep: Config['keep']): RetentionLimits {
  const before = (days: number | null) => (days === null ? null : nowMs - days * DAY_MS)
  return {
    framesBeforeMs: before(keep.framesDays),
    readingsBeforeMs: before(keep.readingsDays),
    quarantineBeforeMs: before(keep.quarantineDays),
  }
}
