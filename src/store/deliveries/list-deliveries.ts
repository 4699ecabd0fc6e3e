import type { Db, Trx } from '../database.ts'
import { type Delivery, deliveryFromRow } from './delivery.ts'

export interface DeliveryFilter {
  readonly authorityId?: string
  readonly contractorId?: string
  readonly orderId?: string
  /** Only deliveries older than this id. */
  readonly before?: string
  readonly limit: number
}

/** Deliveries, newest first. */
export async function listDeliveries(db: Db | Trx, filter: DeliveryFilter): Promise<Delivery[]> {
  let query = db.selectFrom('deliveries').selectAll().orderBy('id', 'desc').limit(filter.limit)
  if (filter.contractorId !== undefined) query = query.where('contractor_id', '=', filter.contractorId)
  if (filter.orderId !== undefined) query = query.where('order_id', '=', filter.orderId)
  if (filter.before !== undefined) query = query.where('id', '<', filter.before)
  if (filter.authorityId !== undefined) query = query.where('authority_id', '=', filter.authorityId)
  return (await query.execute()).map(deliveryFromRow)
}
