import type { EpochMs } from '../../domain/time.ts'
import { hashSecret } from '../api-keys/secret-hash.ts'
import type { Trx } from '../database.ts'

/** Keeps the hash of a token of the first run. */
export async function insertSetupToken(trx: Trx, token: string, expiresAtMs: EpochMs): Promise<void> {
  await trx
    .insertInto('setup_tokens')
    .values({ token_sha256: hashSecret(token), expires_at: expiresAtMs })
    .execute()
}
