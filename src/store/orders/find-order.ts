import type { Db, Trx } from '../database.ts'
import { orderFromRow, type StoredOrder } from './order-row.ts'

export async function findOrder(db: Db | Trx, id: string): Promise<StoredOrder | undefined> {
  const row = await db.selectFrom('orders').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : orderFromRow(row)
}
