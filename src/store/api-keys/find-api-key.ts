import type { Db, Trx } from '../database.ts'
import { type ApiKey, parseKeyText, toApiKey } from './api-key-row.ts'
import { secretMatches } from './secret-hash.ts'

export type { ApiKey } from './api-key-row.ts'

/** The key whose full text is `text`, unless unknown, revoked or wrong; the secret is compared in constant time. */
export async function findApiKey(db: Db | Trx, text: string): Promise<ApiKey | undefined> {
  const parts = parseKeyText(text)
  if (parts === undefined) return undefined
  const row = await db.selectFrom('api_keys').selectAll().where('id', '=', parts.id).executeTakeFirst()
  const matches = secretMatches(parts.secret, row?.secret_sha256)
  return matches && row !== undefined && row.revoked_at === null ? toApiKey(row) : undefined
}
