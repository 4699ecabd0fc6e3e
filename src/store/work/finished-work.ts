import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'
import { orderFromRow, type StoredOrder } from '../orders/order-row.ts'

export interface FinishedFilter {
  readonly authorityId: string
  readonly contractorId: string
  readonly fromMs: EpochMs
  readonly toMs: EpochMs
  readonly limit: number
}

/** What a firm had taken and is over: completed, or called off after it was taken. Latest end first. */
export async function finishedWork(db: Db | Trx, filter: FinishedFilter): Promise<StoredOrder[]> {
  const { authorityId, contractorId, fromMs, toMs, limit } = filter
  const rows = await db
    .selectFrom('orders')
    .selectAll()
    .where('authority_id', '=', authorityId)
    .where('contractor_id', '=', contractorId)
    .where('state', 'in', ['completed', 'withdrawn'])
    .where('accepted_at', 'is not', null)
    .where((eb) => eb(eb.fn.coalesce('completed_at', 'closed_at'), '>=', fromMs))
    .where((eb) => eb(eb.fn.coalesce('completed_at', 'closed_at'), '<', toMs))
    .orderBy((eb) => eb.fn.coalesce('completed_at', 'closed_at'), 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(orderFromRow)
}
