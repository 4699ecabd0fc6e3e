import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'

export interface Candidate {
  readonly contractorId: string
  readonly rank: number
}

/**
 * Contractors to ask for a route at a time, first to last. A route with a roster of its own uses that alone, else its
 * block's. A contractor listed twice is asked once.
 */
export async function candidates(
  db: Db | Trx,
  route: { readonly id: string; readonly blockId: string },
  nowMs: EpochMs,
): Promise<Candidate[]> {
  const rows = await db
    .selectFrom('roster')
    .select(['route_id', 'contractor_id', 'rank'])
    .where((eb) => eb.or([eb('route_id', '=', route.id), eb('block_id', '=', route.blockId)]))
    .where((eb) => eb.or([eb('from_at', 'is', null), eb('from_at', '<=', nowMs)]))
    .where((eb) => eb.or([eb('to_at', 'is', null), eb('to_at', '>', nowMs)]))
    .orderBy('rank')
    .orderBy('id')
    .execute()
  const own = rows.filter((it) => it.route_id !== null)
  const asked = new Set<string>()
  const result: Candidate[] = []
  for (const row of own.length > 0 ? own : rows) {
    if (asked.has(row.contractor_id)) continue
    asked.add(row.contractor_id)
    result.push({ contractorId: row.contractor_id, rank: row.rank })
  }
  return result
}
