import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'
import { newestFirst } from './newest-first.ts'

/** Which run is the newest of a cell, without its hours. */
export interface RunKey {
  readonly id: string
  readonly receivedAtMs: EpochMs
  readonly lastSeenAtMs: EpochMs
}

/** The newest run of a cell that had been received by a moment; cheap, so that a cached run can be held against it. */
export async function findNewestRunKey(
  db: Db | Trx,
  cellId: string,
  receivedByMs: EpochMs,
): Promise<RunKey | undefined> {
  const row = await newestFirst(db, cellId, receivedByMs)
    .select(['id', 'received_at', 'last_seen_at'])
    .limit(1)
    .executeTakeFirst()
  return row && { id: row.id, receivedAtMs: row.received_at, lastSeenAtMs: row.last_seen_at }
}
