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
  readonly afterId?: number | undefined
  /** Only events before this one. */
  readonly beforeId?: number | undefined
  readonly sinceMs?: EpochMs | undefined
  /** Exclusive. */
  readonly untilMs?: EpochMs | undefined
  /** A type such as `order.accepted`, or the noun of several, such as `order`. */
  readonly type?: string | undefined
  /** `kind:id`. */
  readonly actor?: string | undefined
  readonly subject?: string | undefined
  readonly newestFirst?: boolean
  readonly limit: number
}

/** The journal in order of writing, or against it. */
export async function listEvents(db: Db, filter: EventFilter): Promise<ChainedJournalEvent[]> {
  const { type } = filter
  let query = db
    .selectFrom('events')
    .selectAll()
    .orderBy('id', filter.newestFirst ? 'desc' : 'asc')
    .limit(filter.limit)
  if (filter.authorityId !== undefined) query = query.where('authority_id', '=', filter.authorityId)
  if (filter.contractorId !== undefined) query = query.where('contractor_id', '=', filter.contractorId)
  if (filter.afterId !== undefined) query = query.where('id', '>', filter.afterId)
  if (filter.beforeId !== undefined) query = query.where('id', '<', filter.beforeId)
  if (filter.sinceMs !== undefined) query = query.where('at', '>=', filter.sinceMs)
  if (filter.untilMs !== undefined) query = query.where('at', '<', filter.untilMs)
  if (filter.actor !== undefined) query = query.where('actor', '=', filter.actor)
  if (filter.subject !== undefined) query = query.where('subject', '=', filter.subject)
  if (type?.includes('.')) query = query.where('type', '=', type)
  // `/` comes after `.`
  else if (type !== undefined) query = query.where('type', '>', `${type}.`).where('type', '<', `${type}/`)
  const rows = await query.execute()
  return rows.map(toJournalEvent)
}
