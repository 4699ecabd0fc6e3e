import { YukibanError } from '../../errors.ts'
import type { Db, Trx } from '../database.ts'

/**
 * Ends a key for good; a key already revoked keeps the time it was first.
 * @param authorityId only a key of this authority; others count as absent.
 * Throws `not-found` for an unknown key.
 */
export async function revokeApiKey(db: Db | Trx, id: string, nowMs: number, authorityId?: string): Promise<void> {
  let update = db
    .updateTable('api_keys')
    .set((it) => ({ revoked_at: it.fn.coalesce('revoked_at', it.val(nowMs)) }))
    .where('id', '=', id)
  if (authorityId !== undefined) update = update.where('authority_id', '=', authorityId)
  const result = await update.executeTakeFirst()
  if (result.numUpdatedRows === 0n) throw new YukibanError('not-found', `no API key ${id}`)
}
