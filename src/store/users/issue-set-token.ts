import type { EpochMs } from '../../domain/time.ts'
import { hashSecret, newSecret } from '../api-keys/secret-hash.ts'
import type { Trx } from '../database.ts'

/**
 * Takes a person's password away and gives a one-time token to set another. One token is good at a time.
 * @returns the token, the only time it is seen.
 */
export async function issueSetToken(trx: Trx, userId: string, expiresAtMs: EpochMs): Promise<string> {
  const token = newSecret()
  await trx
    .updateTable('users')
    .set({ password_hash: '', set_token_sha256: hashSecret(token), set_token_expires_at: expiresAtMs })
    .where('id', '=', userId)
    .execute()
  return token
}
