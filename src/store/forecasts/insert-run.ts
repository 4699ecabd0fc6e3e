import type { ForecastRun } from '../../domain/forecast.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'
import { newId } from '../ids.ts'
import { packHours } from './run-row.ts'

/**
 * Adds a run to the archive; the very same run received at the same moment (a file read again) is not added twice.
 * @param nowMs when the service says it. @returns whether it is new.
 */
export async function insertRun(trx: Trx, run: Omit<ForecastRun, 'id'>, nowMs: EpochMs): Promise<boolean> {
  const { json, sha256 } = packHours(run.hours)
  const { numInsertedOrUpdatedRows: inserted } = await trx
    .insertInto('forecast_runs')
    .values({
      id: newId('run', nowMs),
      provider: run.provider,
      model: run.model,
      cell_id: run.cellId,
      issued_at: run.issuedAtMs,
      received_at: run.receivedAtMs,
      last_seen_at: nowMs,
      hours_json: json,
      hours_sha256: sha256,
    })
    .onConflict((it) => it.columns(['cell_id', 'received_at', 'provider', 'model', 'hours_sha256']).doNothing())
    .executeTakeFirst()
  return inserted === 1n
}
