import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'
import { orderFromRow, type StoredOrder } from './order-row.ts'

/** Orders of a route created in [fromMs, toMs), in time order. */
export async function listOrdersCreated(
  db: Db | Trx,
  span: { readonly routeId: string; readonly fromMs: EpochMs; readonly toMs: EpochMs },
): Promise<StoredOrder[]> {
  const rows = await db
    .selectFrom('orders')
    .selectAll()
    .where('route_id', '=', span.routeId)
    .where('created_at', '>=', span.fromMs)
    .where('created_at', '<', span.toMs)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(orderFromRow)
}
