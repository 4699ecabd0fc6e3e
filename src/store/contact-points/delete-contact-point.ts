import type { Trx } from '../database.ts'

/** Removes a contact point; what waits for it is disabled. @returns false when there is none. */
export async function deleteContactPoint(trx: Trx, id: string): Promise<boolean> {
  const result = await trx.deleteFrom('contact_points').where('id', '=', id).executeTakeFirst()
  if (result.numDeletedRows === 0n) return false
  await trx
    .updateTable('deliveries')
    .set({ state: 'disabled', lease_owner: null, lease_until_at: null, last_error: 'the contact point was removed' })
    .where('target', '=', id)
    .where('state', '=', 'pending')
    .execute()
  return true
}
