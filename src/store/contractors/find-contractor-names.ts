import type { Db } from '../database.ts'

/** Names of these contractors, by id. */
export async function findContractorNames(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('contractors')
    .select(['id', 'name'])
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map((it) => [it.id, it.name]))
}
