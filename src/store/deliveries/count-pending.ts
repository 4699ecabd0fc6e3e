import type { Db } from '../database.ts'

/** Deliveries that have not reached their endpoint yet. */
export async function countPendingDeliveries(db: Db): Promise<number> {
  const row = await db
    .selectFrom('deliveries')
    .select(({ fn }) => fn.countAll<number>().as('pending'))
    .where('state', '=', 'pending')
    .executeTakeFirstOrThrow()
  return Number(row.pending)
}
