import type { ChainedEvent } from '../../domain/audit-chain.ts'
import type { EventRow } from '../tables.ts'

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
