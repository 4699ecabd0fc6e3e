import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { DAY_MS } from '../../domain/time.ts'
import type { RetentionLimits } from './port.ts'

/**
 * Takes away what is older than its limit, a bounded number of rows at a time so that nobody waits for it. Frames that
 * are not indexed yet always stay, and so do roll-ups.
 */
export class Retention {
  readonly #frames: StatementSync
  readonly #readings: StatementSync
  readonly #emptyDays: StatementSync
  readonly #quarantine: StatementSync

  constructor(database: DatabaseSync) {
    // The log is in order of arrival: its oldest rows are its first. The newest indexed one always stays, since an
    // emptied table would count from 1 again, behind the position up to which all is indexed.
    this.#frames = database.prepare(
      `delete from frame_log where id in (
         select id from (select id, received_at from frame_log order by id limit ?)
         where received_at < ? and id < (select indexed_to from progress))`,
    )
    this.#readings = database.prepare(
      `delete from reading where (day, device, at, identity) in (
         select day, device, at, identity from reading where day < ? limit ?)`,
    )
    this.#emptyDays = database.prepare(
      `delete from device_day where day < ? and not exists (
         select 1 from reading r where r.day = device_day.day and r.device = device_day.device)`,
    )
    this.#quarantine = database.prepare(
      'delete from quarantine where id in (select id from quarantine where last_at < ? limit ?)',
    )
  }

  /** Takes at most `limit` rows of each kind, in the caller's transaction. @returns how many it took. */
  step(limits: RetentionLimits, limit: number): number {
    let taken = 0
    if (limits.framesBeforeMs !== null) taken += Number(this.#frames.run(limit, limits.framesBeforeMs).changes)
    if (limits.readingsBeforeMs !== null) {
      // Whole days only: the table is clustered by day.
      const day = Math.floor(limits.readingsBeforeMs / DAY_MS)
      const readings = Number(this.#readings.run(day, limit).changes)
      if (readings < limit) this.#emptyDays.run(day)
      taken += readings
    }
    if (limits.quarantineBeforeMs !== null)
      taken += Number(this.#quarantine.run(limits.quarantineBeforeMs, limit).changes)
    return taken
  }
}
