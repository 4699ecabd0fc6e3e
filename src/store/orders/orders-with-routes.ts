import type { Db } from '../database.ts'
import { orderFromRow, type StoredOrder } from './order-row.ts'

/** An order with what of its route groups it. */
export interface RoutedOrder {
  readonly order: StoredOrder
  readonly blockId: string
  readonly roadClass: string
}

/** The orders with these ids; one that is not there is left out. */
export async function ordersWithRoutes(db: Db, ids: readonly string[]): Promise<RoutedOrder[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('orders')
    .innerJoin('routes', 'routes.id', 'orders.route_id')
    .selectAll('orders')
    .select(['routes.block_id', 'routes.road_class'])
    .where('orders.id', 'in', ids)
    .execute()
  return rows.map((row) => ({ order: orderFromRow(row), blockId: row.block_id, roadClass: row.road_class }))
}
