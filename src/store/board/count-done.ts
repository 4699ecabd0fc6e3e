import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'

/** Routes on which a dispatch was completed since a moment. */
export async function countDoneSince(db: Db | Trx, authorityId: string, sinceMs: EpochMs): Promise<number> {
  const row = await db
    .selectFrom('orders')
    .select(({ fn }) => fn.count<number>('route_id').distinct().as('count'))
    .where('authority_id', '=', authorityId)
    .where('completed_at', 'is not', null)
    .where('completed_at', '>=', sinceMs)
    .where('level', '=', 'dispatch')
    .executeTakeFirstOrThrow()
  return Number(row.count)
}
