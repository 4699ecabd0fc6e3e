import { YukibanError } from '../../errors.ts'
import { say } from '../../problems/say.ts'
import { THINGS } from '../../problems/texts/parts.ts'
import type { Db, Trx } from '../database.ts'

/** Takes a device's token away: it can no longer connect. Idempotent. Throws `not-found` for an unknown device. */
export async function revokeDeviceToken(db: Db | Trx, deviceId: string): Promise<void> {
  const result = await db
    .updateTable('devices')
    .set({ token_sha256: null })
    .where('id', '=', deviceId)
    .executeTakeFirst()
  if (result.numUpdatedRows === 0n)
    throw new YukibanError('not-found', say('no-thing', { thing: THINGS.device, id: deviceId }))
}
