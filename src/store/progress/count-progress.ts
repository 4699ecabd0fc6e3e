import type { Db, Trx } from '../database.ts'

/** How many reports an order has. */
export async function countProgress(db: Db | Trx, orderId: string): Promise<number> {
  const row = await db
    .selectFrom('order_progress')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('order_id', '=', orderId)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}
