import type { Updateable } from 'kysely'
import type { Trx } from '../database.ts'
import type { OrderRow } from '../tables.ts'
import type { StoredOrder } from './order-row.ts'

export type OrderChange = Partial<
  Pick<
    Updateable<OrderRow>,
    | 'state'
    | 'priority'
    | 'finish_by_at'
    | 'start_by_at'
    | 'deadline_state'
    | 'contractor_id'
    | 'requested_at'
    | 'accepted_at'
    | 'started_at'
    | 'completed_at'
    | 'closed_at'
    | 'closed_reason'
    | 'alarm_at'
    | 'ladder_after_offer'
    | 'no_longer_needed_at'
  >
>

/**
 * Compare-and-set: changes the order only if it is still at the version that was read.
 * @returns false when somebody else was faster.
 */
export async function updateOrder(trx: Trx, order: StoredOrder, change: OrderChange): Promise<boolean> {
  const result = await trx
    .updateTable('orders')
    .set({ ...change, version: order.version + 1 })
    .where('id', '=', order.id)
    .where('version', '=', order.version)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}
