import type { Db, Trx } from '../database.ts'

/** Every id that a criterion has taken, with its authority, published or not. */
export async function listCriterionIds(db: Db | Trx): Promise<{ id: string; authorityId: string }[]> {
  return db.selectFrom('criteria').select(['id', 'authority_id as authorityId']).orderBy('id').execute()
}
