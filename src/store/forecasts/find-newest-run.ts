import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'
import { type ArchivedRun, runFromRow } from './run-row.ts'

/** The newest run of a cell that had been received by a moment. */
export async function findNewestRun(
  db: Db | Trx,
  cellId: string,
  receivedByMs: EpochMs,
): Promise<ArchivedRun | undefined> {
  const row = await db
    .selectFrom('forecast_runs')
    .selectAll()
    .where('cell_id', '=', cellId)
    .where('received_at', '<=', receivedByMs)
    .orderBy('received_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? undefined : runFromRow(row)
}
