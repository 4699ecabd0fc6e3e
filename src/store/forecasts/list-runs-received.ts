import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'
import { type ArchivedRun, runFromRow } from './run-row.ts'

/** A cell's runs received in [fromMs, toMs], newest first, at most `limit`. */
export async function listRunsReceived(
  db: Db | Trx,
  cellId: string,
  fromMs: EpochMs,
  toMs: EpochMs,
  limit: number,
): Promise<ArchivedRun[]> {
  const rows = await db
    .selectFrom('forecast_runs')
    .selectAll()
    .where('cell_id', '=', cellId)
    .where('received_at', '>=', fromMs)
    .where('received_at', '<=', toMs)
    .orderBy('received_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(runFromRow)
}
