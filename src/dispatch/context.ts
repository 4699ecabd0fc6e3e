import type { Clock } from '../clock.ts'
import type { Db } from '../store/database.ts'
import type { DispatchPolicy } from './policy.ts'

/** What every dispatch command needs. Nudges only make others look sooner; the work itself stands in the store. */
export interface CommandContext {
  readonly db: Db
  readonly clock: Clock
  /** DISPATCH_DEFAULTS when absent. */
  readonly policy?: DispatchPolicy
  readonly nudges: {
    /** There may be something to deliver, or a new answer time to watch. */
    deliver(): void
    /** A route was plowed: its depth since pass starts anew. */
    passRecorded(routeId: string): void
  }
}
