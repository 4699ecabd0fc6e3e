import type { Progress } from '../../domain/progress.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'
import { progressFromRow } from './progress-row.ts'

export interface ProgressFilter {
  readonly orderId: string
  /** Only reports of later moments, for paging. */
  readonly afterMs?: EpochMs | undefined
  readonly limit: number
}

/** Reports of an order in the order of their moments. */
export async function listProgress(db: Db | Trx, filter: ProgressFilter): Promise<Progress[]> {
  let query = db
    .selectFrom('order_progress')
    .selectAll()
    .where('order_id', '=', filter.orderId)
    .orderBy('at')
    .limit(filter.limit)
  if (filter.afterMs !== undefined) query = query.where('at', '>', filter.afterMs)
  return (await query.execute()).map(progressFromRow)
}
