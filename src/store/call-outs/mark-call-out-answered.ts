import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'

/** Notes when its contractor first answered any of a call-out: nothing joins it from then on. */
export async function markCallOutAnswered(trx: Trx, callOutId: string, nowMs: EpochMs): Promise<void> {
  await trx
    .updateTable('call_outs')
    .set({ answered_at: nowMs })
    .where('id', '=', callOutId)
    .where('answered_at', 'is', null)
    .execute()
}
