import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'

export interface SilenceEnd {
  readonly nowMs: EpochMs
  /** Who ends it, `kind:id`. */
  readonly by: string
  readonly reason: string | null
}

/** Ends a silence before its time. @returns false when it was over already, or ended. */
export async function endSilence(trx: Trx, id: string, end: SilenceEnd): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('silences')
    .set({ ended_at: end.nowMs, ended_by: end.by, ended_reason: end.reason })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .where('to_at', '>', end.nowMs)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
