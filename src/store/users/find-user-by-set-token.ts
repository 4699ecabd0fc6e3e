import type { EpochMs } from '../../domain/time.ts'
import { hashSecret } from '../api-keys/secret-hash.ts'
import type { Db, Trx } from '../database.ts'
import { toUser, type User } from './user-row.ts'

/** The person who may set a password with this one-time token now. */
export async function findUserBySetToken(db: Db | Trx, token: string, nowMs: EpochMs): Promise<User | undefined> {
  const row = await db
    .selectFrom('users')
    .selectAll()
    .where('set_token_sha256', '=', hashSecret(token))
    .where('set_token_expires_at', '>', nowMs)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  return row === undefined ? undefined : toUser(row)
}
