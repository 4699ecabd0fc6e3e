import type { Progress } from '../../domain/progress.ts'
import type { Db, Trx } from '../database.ts'
import { progressFromRow } from './progress-row.ts'

/** The newest report of each of these orders, by order; those without any are left out. */
export async function newestProgress(db: Db | Trx, orderIds: readonly string[]): Promise<Map<string, Progress>> {
  if (orderIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('order_progress')
    .selectAll('order_progress')
    .innerJoin(
      (it) =>
        it
          .selectFrom('order_progress')
          .select(({ fn }) => ['order_id as of_order', fn.max('at').as('newest_at')])
          .where('order_id', 'in', [...orderIds])
          .groupBy('order_id')
          .as('newest'),
      (join) =>
        join
          .onRef('newest.of_order', '=', 'order_progress.order_id')
          .onRef('newest.newest_at', '=', 'order_progress.at'),
    )
    .execute()
  return new Map(rows.map((row) => [row.order_id, progressFromRow(row)]))
}
