import { type SqlBool, sql } from 'kysely'
import { OPEN_ORDER_STATES, type OrderState } from '../../domain/order.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'
import { idFloor } from '../ids.ts'
import { literalIn } from '../literal-in.ts'
import { orderFromRow, type StoredOrder } from './order-row.ts'

export interface OrderFilter {
  readonly authorityId?: string
  /** Only orders this contractor was asked for. */
  readonly contractorId?: string
  readonly routeId?: string
  readonly blockId?: string
  /** Only orders of these routes. */
  readonly routeIds?: readonly string[]
  readonly state?: readonly OrderState[]
  readonly openOnly?: boolean
  /** Only orders raised then or later. */
  readonly sinceMs?: EpochMs
  /** Only orders raised before. */
  readonly untilMs?: EpochMs
  /** Only orders older than this id. */
  readonly before?: string
  readonly limit: number
}

/** Orders, newest first. */
export async function listOrders(db: Db | Trx, filter: OrderFilter): Promise<StoredOrder[]> {
  let query = db.selectFrom('orders').selectAll().orderBy('id', 'desc').limit(filter.limit)
  if (filter.authorityId !== undefined) query = query.where('authority_id', '=', filter.authorityId)
  if (filter.routeId !== undefined) query = query.where('route_id', '=', filter.routeId)
  if (filter.state !== undefined) query = query.where('state', 'in', [...filter.state])
  if (filter.openOnly) query = query.where(literalIn('state', OPEN_ORDER_STATES))
  // ids sort by creation: the bounds on them spare the rows before and after
  if (filter.sinceMs !== undefined) {
    query = query.where('created_at', '>=', filter.sinceMs).where('id', '>=', idFloor('order', filter.sinceMs))
  }
  if (filter.untilMs !== undefined) {
    query = query.where('created_at', '<', filter.untilMs).where('id', '<', idFloor('order', filter.untilMs))
  }
  if (filter.before !== undefined) query = query.where('id', '<', filter.before)
  const { blockId, contractorId, routeIds } = filter
  if (routeIds !== undefined) {
    // one value, however many they are
    const ids = JSON.stringify(routeIds)
    query = query.where(sql<SqlBool>`route_id in (select value from json_each(${ids}))`)
  }
  if (blockId !== undefined) {
    query = query.where('route_id', 'in', (eb) => eb.selectFrom('routes').select('id').where('block_id', '=', blockId))
  }
  if (contractorId !== undefined) {
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('offers')
          .select('offers.id')
          .whereRef('offers.order_id', '=', 'orders.id')
          .where('offers.contractor_id', '=', contractorId),
      ),
    )
  }
  return (await query.execute()).map(orderFromRow)
}
