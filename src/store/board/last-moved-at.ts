import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'

/** Orders looked at: what moved last is among the newest. */
const NEWEST = 50

/** When one of an authority's newest orders last moved; null: there has been none. */
export async function lastMovedAt(db: Db | Trx, authorityId: string): Promise<EpochMs | null> {
  const rows = await db
    .selectFrom('orders')
    .select(['created_at', 'requested_at', 'accepted_at', 'started_at', 'closed_at'])
    .where('authority_id', '=', authorityId)
    .orderBy('id', 'desc')
    .limit(NEWEST)
    .execute()
  const times = rows.flatMap((it) => [it.created_at, it.requested_at, it.accepted_at, it.started_at, it.closed_at])
  const known = times.filter((it) => it !== null)
  return known.length === 0 ? null : Math.max(...known)
}
