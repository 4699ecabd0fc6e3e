import type { Criterion } from '../../domain/criterion.ts'
import type { Db, Trx } from '../database.ts'
import { toCriterion } from './criterion-row.ts'

/** Every criterion in its newest published version, whether its days have come or not, in order of id. */
export async function listPublishedCriteria(
  db: Db | Trx,
  query: { readonly authorityId?: string } = {},
): Promise<Criterion[]> {
  let select = db.selectFrom('criteria').selectAll().where('version', '>', 0).orderBy('id')
  if (query.authorityId !== undefined) select = select.where('authority_id', '=', query.authorityId)
  return (await select.execute()).map(toCriterion)
}
