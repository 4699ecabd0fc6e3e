import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'

/** Notes when its contractor first read a call-out as it stands. @returns false when that is known already. */
export async function markCallOutRead(trx: Trx, callOutId: string, nowMs: EpochMs): Promise<boolean> {
  const result = await trx
    .updateTable('call_outs')
    .set({ read_at: nowMs })
    .where('id', '=', callOutId)
    .where('read_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}
