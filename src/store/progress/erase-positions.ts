import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'

/**
 * Erases where crews were in reports recorded before a moment. What else they said stays with the order; a report that
 * said nothing else goes as a whole. @returns reports that lost their position.
 */
export async function erasePositions(trx: Trx, beforeMs: EpochMs): Promise<number> {
  const { numDeletedRows } = await trx
    .deleteFrom('order_progress')
    .where('recorded_at', '<', beforeMs)
    .where('lat', 'is not', null)
    .where('percent', 'is', null)
    .where('note', 'is', null)
    .executeTakeFirstOrThrow()
  const { numUpdatedRows } = await trx
    .updateTable('order_progress')
    .set({ lat: null, lon: null, accuracy_m: null })
    .where('recorded_at', '<', beforeMs)
    .where('lat', 'is not', null)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows + numUpdatedRows)
}
