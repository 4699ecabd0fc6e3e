import type { Level } from '../../domain/criterion.ts'
import { OPEN_ORDER_STATES } from '../../domain/order.ts'
import type { Db, Trx } from '../database.ts'
import { literalIn } from '../literal-in.ts'
import { orderFromRow, type StoredOrder } from './order-row.ts'

/** The one open order of a level on a route, if there is one. */
export async function findOpenOrder(db: Db | Trx, routeId: string, level: Level): Promise<StoredOrder | undefined> {
  const row = await db
    .selectFrom('orders')
    .selectAll()
    .where('route_id', '=', routeId)
    .where('level', '=', level)
    .where(literalIn('state', OPEN_ORDER_STATES))
    .executeTakeFirst()
  return row === undefined ? undefined : orderFromRow(row)
}
