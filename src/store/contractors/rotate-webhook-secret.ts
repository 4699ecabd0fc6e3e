import { YukibanError } from '../../errors.ts'
import type { Db, Trx } from '../database.ts'
import { newWebhookSecret } from './contractor-row.ts'

/**
 * Gives a contractor's endpoint a new signing secret and returns it; deliveries sent from now on are signed with it
 * alone. Throws `not-found` for an unknown contractor.
 */
export async function rotateWebhookSecret(db: Db | Trx, contractorId: string): Promise<string> {
  const secret = newWebhookSecret()
  const result = await db
    .updateTable('contractors')
    .set({ webhook_secret: secret })
    .where('id', '=', contractorId)
    .executeTakeFirst()
  if (result.numUpdatedRows === 0n) throw new YukibanError('not-found', `no contractor ${contractorId}`)
  return secret
}
