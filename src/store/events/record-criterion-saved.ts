import type { Criterion } from '../../domain/criterion.ts'
import type { Actor } from '../../domain/order.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'
import { recordEvent } from './record-event.ts'

export interface CriterionSaved {
  /** As it is now. */
  readonly criterion: Criterion
  /** The version it replaces; null when it is new. */
  readonly fromVersion: number | null
  readonly actor: Actor
  /** Why; absent: nobody said. */
  readonly note?: string | null
  readonly atMs: EpochMs
}

/** Writes `criterion.saved` in the journal; what each version says stands in `criterion_versions`. */
export async function recordCriterionSaved(trx: Trx, saved: CriterionSaved): Promise<void> {
  const { criterion, fromVersion, actor, atMs } = saved
  const { id, authorityId, version, mode, level, enabled } = criterion
  const data = { fromVersion, toVersion: version, version, mode, level, enabled, note: saved.note ?? null }
  await recordEvent(trx, { authorityId, atMs, type: 'criterion.saved', actor, subject: id, data })
}
