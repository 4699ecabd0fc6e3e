import { grantProblems } from '../../domain/role.ts'
import { YukibanError } from '../../errors.ts'
import { together } from '../../problems/say.ts'
import type { Db, Trx } from '../database.ts'
import { newId } from '../ids.ts'
import { keyText } from './api-key-row.ts'
import { hashSecret, newSecret } from './secret-hash.ts'

export interface NewApiKey {
  readonly authorityId: string
  readonly role: string
  /** Scopes the key may use, or `['*']` for all of its role. */
  readonly scopes: readonly string[]
  readonly contractorId: string | null
  readonly label: string
  readonly nowMs: number
}

/**
 * Makes an API key. The returned `key` is the only time its secret is seen.
 * Throws `request-invalid` for a role, scopes or contractor that do not go together.
 */
export async function createApiKey(
  db: Db | Trx,
  input: NewApiKey,
): Promise<{ readonly id: string; readonly key: string }> {
  const problems = grantProblems(input)
  if (problems.length > 0) {
    throw new YukibanError('request-invalid', together(problems), { problems })
  }
  const id = newId('key', input.nowMs)
  const secret = newSecret()
  await db
    .insertInto('api_keys')
    .values({
      id,
      authority_id: input.authorityId,
      role: input.role,
      scopes: [...new Set(input.scopes)].join(' '),
      contractor_id: input.contractorId,
      secret_sha256: hashSecret(secret),
      label: input.label,
      created_at: input.nowMs,
      revoked_at: null,
    })
    .execute()
  return { id, key: keyText(id, secret) }
}
