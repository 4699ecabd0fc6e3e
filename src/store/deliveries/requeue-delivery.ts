import type { EpochMs } from '../../domain/time.ts'
import { YukibanError } from '../../errors.ts'
import { say } from '../../problems/say.ts'
import { THINGS } from '../../problems/texts/parts.ts'
import type { Db, Trx } from '../database.ts'
import { type Delivery, deliveryFromRow } from './delivery.ts'

/**
 * Replays a delivery by hand, whatever its state: due now, attempts counted anew, under the same id and with the same
 * body, so that a receiver which has seen it recognises it. A result still under way is no longer recorded.
 * Throws `not-found` for an unknown id.
 */
export async function requeueDelivery(db: Db | Trx, id: string, nowMs: EpochMs): Promise<Delivery> {
  const row = await db
    .updateTable('deliveries')
    .set({
      state: 'pending',
      attempts: 0,
      next_at: nowMs,
      lease_owner: null,
      lease_until_at: null,
      delivered_at: null,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (row === undefined) throw new YukibanError('not-found', say('no-thing', { thing: THINGS.delivery, id }))
  return deliveryFromRow(row)
}
