import type { Db, Trx } from '../database.ts'

/** Ids in one statement; SQLite allows 32,766 parameters, PostgreSQL more. */
const CHUNK = 500

/**
 * Device → SHA-256 (hex) of its current token, null for one without. Devices that are not registered are missing.
 * Asked in chunks with a pause between them, so that thousands of devices delay nobody.
 */
export async function listTokenHashes(db: Db | Trx, ids: readonly string[]): Promise<Map<string, string | null>> {
  const hashes = new Map<string, string | null>()
  for (let from = 0; from < ids.length; from += CHUNK) {
    const chunk = ids.slice(from, from + CHUNK)
    const rows = await db.selectFrom('devices').select(['id', 'token_sha256']).where('id', 'in', chunk).execute()
    for (const row of rows) hashes.set(row.id, row.token_sha256)
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  return hashes
}
