import type { EpochMs } from '../../domain/time.ts'
import type { Db } from '../database.ts'
import { type ArchivedRun, runFromRow } from './run-row.ts'

export interface RunQuery {
  readonly cellId?: string | undefined
  /** Received in [fromMs, toMs). */
  readonly fromMs: EpochMs
  readonly toMs: EpochMs
  /** Only runs before this one, for paging. */
  readonly before?: { readonly receivedAtMs: EpochMs; readonly id: string } | undefined
  readonly limit: number
}

/** The archive, newest received first. */
export async function listRuns(db: Db, query: RunQuery): Promise<ArchivedRun[]> {
  const { before } = query
  let select = db
    .selectFrom('forecast_runs')
    .selectAll()
    .where('received_at', '>=', query.fromMs)
    .where('received_at', '<', query.toMs)
    .orderBy('received_at', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit)
  if (query.cellId !== undefined) select = select.where('cell_id', '=', query.cellId)
  if (before !== undefined) {
    select = select.where((it) =>
      it.or([
        it('received_at', '<', before.receivedAtMs),
        it.and([it('received_at', '=', before.receivedAtMs), it('id', '<', before.id)]),
      ]),
    )
  }
  return (await select.execute()).map(runFromRow)
}
