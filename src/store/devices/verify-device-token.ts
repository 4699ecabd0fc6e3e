import type { Device } from '../../domain/device.ts'
import { secretMatches } from '../api-keys/secret-hash.ts'
import type { Db, Trx } from '../database.ts'
import { toDevice } from './device-row.ts'

/**
 * The device, when `token` is its current one; undefined for an unknown device, one without token, or a wrong token.
 * The comparison takes the same time in all these cases.
 */
export async function verifyDeviceToken(db: Db | Trx, deviceId: string, token: string): Promise<Device | undefined> {
  const row = await db.selectFrom('devices').selectAll().where('id', '=', deviceId).executeTakeFirst()
  const matches = secretMatches(token, row?.token_sha256)
  return matches && row !== undefined ? toDevice(row) : undefined
}
