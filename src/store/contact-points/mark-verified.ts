import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'

/** Notes when a message first reached a contact point's address. */
export async function markContactPointVerified(trx: Trx, id: string, address: string, nowMs: EpochMs): Promise<void> {
  await trx
    .updateTable('contact_points')
    .set({ verified_at: nowMs })
    .where('id', '=', id)
    .where('address', '=', address)
    .where('verified_at', 'is', null)
    .execute()
}
