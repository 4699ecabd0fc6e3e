import type { Db, Trx } from '../database.ts'

/** A criterion whatever its versions: it may have drafts alone. */
export interface CriterionIdentity {
  readonly id: string
  readonly authorityId: string
  /** The newest published version; null: none is. */
  readonly published: number | null
}

/** The criterion with this id, whatever its versions. */
export async function findCriterionIdentity(db: Db | Trx, id: string): Promise<CriterionIdentity | undefined> {
  const row = await db
    .selectFrom('criteria')
    .select(['authority_id', 'version'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return undefined
  return { id, authorityId: row.authority_id, published: row.version === 0 ? null : row.version }
}
