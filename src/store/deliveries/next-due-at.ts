import { sql } from 'kysely'
import type { Channel } from '../../domain/channel.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'

/** What cannot be claimed now, whatever is due. */
export interface Unclaimable {
  readonly targets?: readonly string[]
  readonly channels?: readonly Channel[]
}

/**
 * The earliest time at which a delivery can be claimed: its own time, or the lapse of the lease on it if that is later.
 * In the past when something is due now; undefined when nothing is pending.
 */
export async function nextDueAt(db: Db | Trx, except: Unclaimable = {}): Promise<EpochMs | undefined> {
  const { targets = [], channels = [] } = except
  let query = db
    .selectFrom('deliveries')
    .select(
      sql<number | null>`min(case when lease_until_at > next_at then lease_until_at else next_at end)`.as('due_at'),
    )
    .where('state', '=', 'pending')
  if (targets.length > 0) query = query.where('target', 'not in', [...targets])
  if (channels.length > 0) query = query.where('channel', 'not in', [...channels])
  const row = await query.executeTakeFirst()
  return row?.due_at ?? undefined
}
