import type { EpochMs } from '../../domain/time.ts'
import { YukibanError } from '../../errors.ts'
import { say } from '../../problems/say.ts'
import { THINGS } from '../../problems/texts/parts.ts'
import type { Db, Trx } from '../database.ts'
import { newWebhookSecret } from './contractor-row.ts'

/**
 * Gives a contractor's endpoint a new signing secret and returns it. Throws `not-found` for an unknown contractor.
 * @param retireAtMs until when deliveries are signed with the old secret as well, so that the receiver can change over;
 *   absent: the old one ends at once, as it must when it has become known. One that was retiring already ends.
 */
export async function rotateWebhookSecret(db: Db | Trx, contractorId: string, retireAtMs?: EpochMs): Promise<string> {
  const secret = newWebhookSecret()
  const result = await db
    .updateTable('contractors')
    .set((eb) => ({
      webhook_secret: secret,
      retiring_secret: retireAtMs === undefined ? null : eb.ref('webhook_secret'),
      retiring_secret_until_at: retireAtMs ?? null,
    }))
    .where('id', '=', contractorId)
    .executeTakeFirst()
  if (result.numUpdatedRows === 0n)
    throw new YukibanError('not-found', say('no-thing', { thing: THINGS.contractor, id: contractorId }))
  return secret
}
