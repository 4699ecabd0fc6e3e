import type { Criterion } from '../../domain/criterion.ts'
import type { Db, Trx } from '../database.ts'
import { toCriterion } from './criterion-row.ts'

/**
 * The criterion as it is now, or as it was in `version`: a decision cites the version it was taken by.
 */
export async function findCriterion(db: Db | Trx, id: string, version?: number): Promise<Criterion | undefined> {
  const row = await db.selectFrom('criteria').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined || version === undefined || version === row.version) {
    return row === undefined ? undefined : toCriterion(row)
  }
  const past = await db
    .selectFrom('criterion_versions')
    .select(['version', 'body_json'])
    .where('criterion_id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return past === undefined ? undefined : toCriterion({ id, authority_id: row.authority_id, ...past })
}
