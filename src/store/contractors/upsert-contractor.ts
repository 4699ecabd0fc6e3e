import type { Contractor } from '../../domain/route.ts'
import { YukibanError } from '../../errors.ts'
import { say } from '../../problems/say.ts'
import { THINGS } from '../../problems/texts/parts.ts'
import type { Trx } from '../database.ts'
import { newWebhookSecret } from './contractor-row.ts'

/**
 * Creates a contractor or changes the one with its id. Returns the webhook secret of a new contractor, null when it
 * existed. A changed webhook URL switches a disabled endpoint on again.
 * Throws `conflict` when the id belongs to another authority.
 */
export async function upsertContractor(trx: Trx, contractor: Contractor): Promise<string | null> {
  const { id, authorityId, name, webhookUrl, email, phone, capacity } = contractor
  const known = await trx.selectFrom('contractors').selectAll().where('id', '=', id).executeTakeFirst()
  if (known !== undefined && known.authority_id !== authorityId) {
    throw new YukibanError('conflict', say('belongs-elsewhere', { thing: THINGS.contractor, id }))
  }
  const values = { name, webhook_url: webhookUrl, email, phone, capacity }
  if (known !== undefined) {
    const disabledAt = known.webhook_url === webhookUrl ? known.webhook_disabled_at : null
    await trx
      .updateTable('contractors')
      .set({ ...values, webhook_disabled_at: disabledAt })
      .where('id', '=', id)
      .execute()
    return null
  }
  const secret = newWebhookSecret()
  await trx
    .insertInto('contractors')
    .values({ id, authority_id: authorityId, ...values, webhook_secret: secret, webhook_disabled_at: null })
    .execute()
  return secret
}
