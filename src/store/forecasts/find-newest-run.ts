import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'
import { newestFirst } from './newest-first.ts'
import { type ArchivedRun, runFromRow } from './run-row.ts'

/** The newest run of a cell that had been received by a moment. */
export async function findNewestRun(
  db: Db | Trx,
  cellId: string,
  receivedByMs: EpochMs,
): Promise<ArchivedRun | undefined> {
  const row = await newestFirst(db, cellId, receivedByMs).selectAll().limit(1).executeTakeFirst()
  return row === undefined ? undefined : runFromRow(row)
}
