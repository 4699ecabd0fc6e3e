import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'

/** Notes when its contractor first read an offer. @returns false when that is known already. */
export async function markOfferRead(trx: Trx, offerId: string, nowMs: EpochMs): Promise<boolean> {
  const result = await trx
    .updateTable('offers')
    .set({ read_at: nowMs })
    .where('id', '=', offerId)
    .where('read_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}
