import type { EpochMs } from '../../domain/time.ts'
import type { Db } from '../database.ts'
import { toJournalEvent } from './event-row.ts'

/** A line of the journal. `actor` is `kind:id`. */
export interface JournalEvent {
  readonly id: number
  readonly authorityId: string
  readonly atMs: EpochMs
  readonly type: string
  readonly actor: string
  readonly subject: string
  readonly contractorId: string | null
  readonly data: Readonly<Record<string, unknown>>
}

/** A line with its place in the audit chain; see domain/audit-chain.ts. */
export interface ChainedJournalEvent extends JournalEvent {
  readonly prevHash: string
  readonly hash: string
}

export interface EventFilter {
  readonly authorityId?: string
  /** Only events that concern this contractor. */
  readonly contractorId?: string
  /** Only events after this one. */
  readonly afterId?: number
  readonly limit: number
}

/** The journal in order of writing. */
export async function listEvents(db: Db, filter: EventFilter): Promise<ChainedJournalEvent[]> {
  let query = db.selectFrom('events').selectAll().orderBy('id').limit(filter.limit)
  if (filter.authorityId !== undefined) query = query.where('authority_id', '=', filter.authorityId)
  if (filter.contractorId !== undefined) query = query.where('contractor_id', '=', filter.contractorId)
  if (filter.afterId !== undefined) query = query.where('id', '>', filter.afterId)
  const rows = await query.execute()
  return rows.map(toJournalEvent)
}
