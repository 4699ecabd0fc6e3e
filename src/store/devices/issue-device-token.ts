import { YukibanError } from '../../errors.ts'
import { say } from '../../problems/say.ts'
import { THINGS } from '../../problems/texts/parts.ts'
import { hashSecret, newSecret } from '../api-keys/secret-hash.ts'
import type { Db, Trx } from '../database.ts'

/**
 * Gives a device a new random token (32 bytes, base64url) and returns it; only its hash is kept, so it cannot be
 * shown again. A token issued earlier stops working. Throws `not-found` for an unknown device.
 */
export async function issueDeviceToken(db: Db | Trx, deviceId: string): Promise<string> {
  const token = newSecret()
  const result = await db
    .updateTable('devices')
    .set({ token_sha256: hashSecret(token) })
    .where('id', '=', deviceId)
    .executeTakeFirst()
  if (result.numUpdatedRows === 0n)
    throw new YukibanError('not-found', say('no-thing', { thing: THINGS.device, id: deviceId }))
  return token
}
