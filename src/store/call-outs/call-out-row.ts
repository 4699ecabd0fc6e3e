import type { Level } from '../../domain/criterion.ts'
import type { CallOut } from '../../domain/order.ts'
import type { CallOutRow } from '../tables.ts'

/** A row as a call-out. */
export function callOutFromRow(row: CallOutRow): CallOut {
  return {
    id: row.id,
    authorityId: row.authority_id,
    contractorId: row.contractor_id,
    level: row.level as Level,
    createdAtMs: row.created_at,
    respondByMs: row.respond_by_at,
    readAtMs: row.read_at,
    answeredAtMs: row.answered_at,
  }
}
