import type { Db } from '../database.ts'

/** What these keys are called, by id; revoked ones too. */
export async function findKeyLabels(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('api_keys')
    .select(['id', 'label'])
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map((it) => [it.id, it.label]))
}
