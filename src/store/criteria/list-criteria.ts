import type { Criterion } from '../../domain/criterion.ts'
import type { Db, Trx } from '../database.ts'
import { toCriterion } from './criterion-row.ts'

/** All criteria in their current version, in order of id. */
export async function listCriteria(db: Db | Trx, query: { readonly authorityId?: string } = {}): Promise<Criterion[]> {
  let select = db.selectFrom('criteria').selectAll().orderBy('id')
  if (query.authorityId !== undefined) select = select.where('authority_id', '=', query.authorityId)
  return (await select.execute()).map(toCriterion)
}
