import { sql } from 'kysely'
import type { Db } from '../database.ts'
import { orderFromRow, type StoredOrder } from './order-row.ts'

/** Orders that nobody could be asked for, the most urgent first: by priority, then by latest start. */
export async function listAlarmed(db: Db, limit: number, skip = 0): Promise<StoredOrder[]> {
  const rows = await db
    .selectFrom('orders')
    .selectAll()
    .where('state', '=', 'requested')
    .where('alarm_at', 'is not', null)
    .orderBy('priority')
    .orderBy(sql`start_by_at is null`)
    .orderBy('start_by_at')
    .orderBy('id')
    .limit(limit)
    .offset(skip)
    .execute()
  return rows.map(orderFromRow)
}
