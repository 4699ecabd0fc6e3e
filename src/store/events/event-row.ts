import type { ChainedEvent } from '../../domain/audit-chain.ts'
import type { EventRow } from '../tables.ts'
import type { ChainedJournalEvent } from './list-events.ts'

/** A row as a link of the audit chain. */
export function toChainedEvent(row: EventRow): ChainedEvent {
  return {
    id: row.id,
    authorityId: row.authority_id,
    atMs: row.at,
    type: row.type,
    actor: row.actor,
    subject: row.subject,
    contractorId: row.contractor_id,
    dataJson: row.data_json,
    prevHash: row.prev_hash,
    hash: row.hash,
  }
}

/** A row as a line of the journal, with what its data says. */
export function toJournalEvent(row: EventRow): ChainedJournalEvent {
  const { dataJson, ...event } = toChainedEvent(row)
  return { ...event, data: JSON.parse(dataJson) as Record<string, unknown> }
}
