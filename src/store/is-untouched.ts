import type { Db, Trx } from './database.ts'

/** True when there is no authority, no user and no API key: nobody has set anything up yet. */
export async function isUntouched(db: Db | Trx): Promise<boolean> {
  for (const table of ['authorities', 'users', 'api_keys'] as const) {
    const row = await db.selectFrom(table).select('id').limit(1).executeTakeFirst()
    if (row !== undefined) return false
  }
  return true
}
