import type { Db, Trx } from '../database.ts'

/** True when the device has a token that is not revoked. */
export async function deviceHasToken(db: Db | Trx, deviceId: string): Promise<boolean> {
  const row = await db.selectFrom('devices').select('token_sha256').where('id', '=', deviceId).executeTakeFirst()
  return row !== undefined && row.token_sha256 !== null
}
