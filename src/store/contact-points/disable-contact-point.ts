import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'

export interface ContactPointRefusal {
  readonly id: string
  /** The address that is gone; a contact point that was changed meanwhile stays in use. */
  readonly address: string
  readonly why: string
  readonly nowMs: EpochMs
}

/**
 * Switches a contact point off because nobody is there any more; what waits for it becomes `disabled`. Another address
 * switches it on again. @returns false when it was off already, has another address by now, or is no more.
 */
export async function disableContactPoint(trx: Trx, refusal: ContactPointRefusal): Promise<boolean> {
  const { id, address, why, nowMs } = refusal
  const result = await trx
    .updateTable('contact_points')
    .set({ disabled_at: nowMs, disabled_why: why })
    .where('id', '=', id)
    .where('address', '=', address)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  if (result.numUpdatedRows === 0n) return false
  await trx
    .updateTable('deliveries')
    .set({ state: 'disabled', lease_owner: null, lease_until_at: null, last_error: why })
    .where('target', '=', id)
    .where('state', '=', 'pending')
    .execute()
  return true
}
