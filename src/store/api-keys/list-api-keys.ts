import type { Db, Trx } from '../database.ts'
import { type ApiKey, toApiKey } from './api-key-row.ts'

export interface ApiKeyListing extends ApiKey {
  readonly createdAtMs: number
  readonly revokedAtMs: number | null
}

/** Keys in order of creation, the revoked ones too: who had access when is part of the record. */
export async function listApiKeys(
  db: Db | Trx,
  query: { readonly authorityId?: string } = {},
): Promise<ApiKeyListing[]> {
  let select = db.selectFrom('api_keys').selectAll().orderBy('id')
  if (query.authorityId !== undefined) select = select.where('authority_id', '=', query.authorityId)
  const rows = await select.execute()
  return rows.map((row) => ({ ...toApiKey(row), createdAtMs: row.created_at, revokedAtMs: row.revoked_at }))
}
