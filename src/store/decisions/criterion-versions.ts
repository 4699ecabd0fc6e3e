import type { Db, Trx } from '../database.ts'

/** Version of the criterion that each of these decisions was made by, by decision. */
export async function criterionVersions(db: Db | Trx, decisionIds: readonly string[]): Promise<Map<string, number>> {
  if (decisionIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('decisions')
    .select(['id', 'criterion_version'])
    .where('id', 'in', [...decisionIds])
    .execute()
  return new Map(rows.map((it) => [it.id, it.criterion_version]))
}
