import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'

/** The runs of a cell that had been received by a moment, the newest first. */
export function newestFirst(db: Db | Trx, cellId: string, receivedByMs: EpochMs) {
  return db
    .selectFrom('forecast_runs')
    .where('cell_id', '=', cellId)
    .where('received_at', '<=', receivedByMs)
    .orderBy('received_at', 'desc')
    .orderBy('id', 'desc')
}
