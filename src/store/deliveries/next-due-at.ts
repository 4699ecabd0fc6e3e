import { sql } from 'kysely'
import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'

/**
 * The earliest time at which a delivery can be claimed: its own time, or the lapse of the lease on it if that is later.
 * In the past when something is due now; undefined when nothing is pending.
 * @param except contractors to leave out.
 */
export async function nextDueAt(db: Db | Trx, except: readonly string[] = []): Promise<EpochMs | undefined> {
  let query = db
    .selectFrom('deliveries')
    .select(
      sql<number | null>`min(case when lease_until_at > next_at then lease_until_at else next_at end)`.as('due_at'),
    )
    .where('state', '=', 'pending')
  if (except.length > 0) query = query.where('contractor_id', 'not in', [...except])
  const row = await query.executeTakeFirst()
  return row?.due_at ?? undefined
}
