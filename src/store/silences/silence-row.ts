import type { Scope } from '../../domain/criterion.ts'
import type { Silence } from '../../domain/silence.ts'
import type { SilenceRow } from '../tables.ts'

/** A silence with who ended it before its time, and why; null: nobody did. */
export interface StoredSilence extends Silence {
  readonly endedBy: string | null
  readonly endedReason: string | null
}

/** A row as a silence. */
export function toSilence(row: SilenceRow): StoredSilence {
  const target: Silence['target'] =
    row.device_id === null
      ? { kind: 'scope', scope: JSON.parse(row.scope_json ?? '{"kind":"authority"}') as Scope }
      : { kind: 'device', device: row.device_id }
  return {
    id: row.id,
    authorityId: row.authority_id,
    target,
    fromMs: row.from_at,
    toMs: row.to_at,
    reason: row.reason,
    createdBy: row.created_by,
    createdAtMs: row.created_at,
    endedAtMs: row.ended_at,
    endedBy: row.ended_by,
    endedReason: row.ended_reason,
  }
}
