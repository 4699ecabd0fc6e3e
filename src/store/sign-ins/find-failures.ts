import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'

export interface Failures {
  readonly failures: number
  readonly lastAtMs: EpochMs
  readonly lockedUntilMs: EpochMs
}

/** Wrong passwords of a subject in a row; undefined when there are none. */
export async function findFailures(db: Db | Trx, subjectSha256: string): Promise<Failures | undefined> {
  const row = await db
    .selectFrom('sign_in_failures')
    .selectAll()
    .where('subject_sha256', '=', subjectSha256)
    .executeTakeFirst()
  return row && { failures: row.failures, lastAtMs: row.last_at, lockedUntilMs: row.locked_until }
}
