import { DAY_MS, type EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'
import { recordEvent } from './record-event.ts'

export interface KeyUse {
  readonly keyId: string
  readonly authorityId: string
  readonly role: string
  readonly contractorId: string | null
  readonly atMs: EpochMs
}

/**
 * Writes `api-key.used` in the journal, once per key and UTC day, whichever process sees it first. Never the key itself.
 * @returns false when that day's use was written already, or the key no longer exists.
 */
export async function recordKeyUse(trx: Trx, use: KeyUse): Promise<boolean> {
  const { keyId, atMs } = use
  const dayStartMs = Math.floor(atMs / DAY_MS) * DAY_MS
  const { numUpdatedRows } = await trx
    .updateTable('api_keys')
    .set({ use_recorded_at: atMs })
    .where('id', '=', keyId)
    .where((it) => it.or([it('use_recorded_at', 'is', null), it('use_recorded_at', '<', dayStartMs)]))
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) return false
  await recordEvent(trx, {
    authorityId: use.authorityId,
    atMs,
    type: 'api-key.used',
    actor: { kind: 'api-key', id: keyId },
    subject: keyId,
    contractorId: use.contractorId,
    data: { role: use.role },
  })
  return true
}
