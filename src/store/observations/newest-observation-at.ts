import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'

/** When the last observations were received; undefined when there are none. */
export async function newestObservationAt(db: Db | Trx): Promise<EpochMs | undefined> {
  const row = await db
    .selectFrom('observations')
    .select('received_at')
    .orderBy('received_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.received_at
}
