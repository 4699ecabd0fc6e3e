import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'

/** Cancels a replay that waits or runs. @returns false when it had ended already. */
export async function cancelReplay(trx: Trx, id: string, nowMs: EpochMs): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('replays')
    .set({ state: 'cancelled', finished_at: nowMs })
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'running'])
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
