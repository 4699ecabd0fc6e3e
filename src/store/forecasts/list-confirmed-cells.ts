import type { EpochMs } from '../../domain/time.ts'
import type { Db } from '../database.ts'

/** Ids of cells with a forecast that was confirmed at `sinceMs` or later. */
export async function listConfirmedCells(db: Db, sinceMs: EpochMs): Promise<Set<string>> {
  const rows = await db
    .selectFrom('forecast_runs')
    .select('cell_id')
    .distinct()
    .where('last_seen_at', '>=', sinceMs)
    .execute()
  return new Set(rows.map((it) => it.cell_id))
}
