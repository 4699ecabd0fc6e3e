import type { Db, Trx } from '../database.ts'
import { type Delivery, deliveryFromRow } from './delivery.ts'

/** The delivery with this id. */
export async function findDelivery(db: Db | Trx, id: string): Promise<Delivery | undefined> {
  const row = await db.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : deliveryFromRow(row)
}
