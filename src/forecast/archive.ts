import type { ForecastHour } from '../domain/forecast.ts'
import type { EpochMs } from '../domain/time.ts'
import type { Trx } from '../store/database.ts'
import { confirmNewestRun } from '../store/forecasts/confirm-newest-run.ts'
import { insertRun } from '../store/forecasts/insert-run.ts'
import { packHours } from '../store/forecasts/run-row.ts'

/** A run as it comes in. */
export interface IncomingRun {
  readonly provider: string
  readonly model: string
  readonly cellId: string
  /** null: the service does not say; it then counts as issued when it was received. */
  readonly issuedAtMs: EpochMs | null
  readonly receivedAtMs: EpochMs
  readonly hours: readonly ForecastHour[]
}

/**
 * Puts runs into the archive. A service asked every hour repeats a run until its model has computed the next one: what
 * says the same as the newest run of its cell is not stored again, only confirmed.
 * @param nowMs when this is. @returns how many were new.
 */
export async function archiveRuns(trx: Trx, runs: readonly IncomingRun[], nowMs: EpochMs): Promise<number> {
  let added = 0
  for (const run of runs) {
    const hoursSha256 = packHours(run.hours).sha256
    if (await confirmNewestRun(trx, { ...run, hoursSha256 }, nowMs)) continue
    if (await insertRun(trx, { ...run, issuedAtMs: run.issuedAtMs ?? run.receivedAtMs }, nowMs)) added++
  }
  return added
}
