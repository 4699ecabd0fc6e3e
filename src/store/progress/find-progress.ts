import type { Progress } from '../../domain/progress.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'
import { progressFromRow } from './progress-row.ts'

/** What was reported of an order for exactly this moment. */
export async function findProgress(db: Db | Trx, orderId: string, atMs: EpochMs): Promise<Progress | undefined> {
  const row = await db
    .selectFrom('order_progress')
    .selectAll()
    .where('order_id', '=', orderId)
    .where('at', '=', atMs)
    .executeTakeFirst()
  return row === undefined ? undefined : progressFromRow(row)
}
