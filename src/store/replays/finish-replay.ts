import type { EpochMs } from '../../domain/time.ts'
import type { Db } from '../database.ts'

/** How a replay ended. */
export type ReplayOutcome =
  | { readonly state: 'done'; readonly summaryJson: string; readonly resultGz: Uint8Array }
  | { readonly state: 'failed'; readonly code: string; readonly message: string }

/** Ends a running replay; one that was cancelled meanwhile stays so. */
export async function finishReplay(db: Db, id: string, outcome: ReplayOutcome, nowMs: EpochMs): Promise<void> {
  const values =
    outcome.state === 'done'
      ? { share: 1, summary_json: outcome.summaryJson, result_gz: outcome.resultGz }
      : { error_code: outcome.code, error_message: outcome.message }
  await db
    .updateTable('replays')
    .set({ state: outcome.state, finished_at: nowMs, ...values })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .execute()
}
