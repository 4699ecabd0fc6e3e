import type { Trx } from '../database.ts'

/** Gives a person a password; a one-time token that was out is good no longer. */
export async function setPasswordHash(trx: Trx, userId: string, passwordHash: string): Promise<void> {
  await trx
    .updateTable('users')
    .set({ password_hash: passwordHash, set_token_sha256: null, set_token_expires_at: null })
    .where('id', '=', userId)
    .execute()
}
