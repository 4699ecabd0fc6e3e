import { type EpochMs, MINUTE_MS } from '../../domain/time.ts'
import type { Trx } from '../database.ts'
import { recordEvent } from '../events/record-event.ts'

/**
 * Writes `session.failed` in the journal, once per person and minute, whichever process sees it first. Never what was
 * typed.
 * @returns false when it was written within the minute.
 */
export async function recordSignInFailure(
  trx: Trx,
  failure: { readonly userId: string; readonly authorityId: string; readonly address: string; readonly atMs: EpochMs },
): Promise<boolean> {
  const { userId, authorityId, address, atMs } = failure
  const { numUpdatedRows } = await trx
    .updateTable('users')
    .set({ failure_recorded_at: atMs })
    .where('id', '=', userId)
    .where((it) => it.or([it('failure_recorded_at', 'is', null), it('failure_recorded_at', '<=', atMs - MINUTE_MS)]))
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) return false
  const actor = { kind: 'system', id: 'sign-in' } as const
  await recordEvent(trx, { authorityId, atMs, type: 'session.failed', actor, subject: userId, data: { address } })
  return true
}
