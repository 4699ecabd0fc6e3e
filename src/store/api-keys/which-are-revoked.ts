import type { Db } from '../database.ts'

/** Those of these keys that are revoked. */
export async function whichAreRevoked(db: Db, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom('api_keys')
    .select('id')
    .where('id', 'in', [...ids])
    .where('revoked_at', 'is not', null)
    .execute()
  return new Set(rows.map((it) => it.id))
}
