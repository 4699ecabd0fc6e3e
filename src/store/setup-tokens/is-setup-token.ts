import type { EpochMs } from '../../domain/time.ts'
import { hashSecret } from '../api-keys/secret-hash.ts'
import type { Db } from '../database.ts'

/** True when a token of the first run is known and not over. Tokens are random enough to be looked up by their hash. */
export async function isSetupToken(db: Db, token: string, nowMs: EpochMs): Promise<boolean> {
  const row = await db
    .selectFrom('setup_tokens')
    .select('expires_at')
    .where('token_sha256', '=', hashSecret(token))
    .where('expires_at', '>', nowMs)
    .executeTakeFirst()
  return row !== undefined
}
