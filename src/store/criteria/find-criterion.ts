import type { Criterion } from '../../domain/criterion.ts'
import type { Db, Trx } from '../database.ts'
import { toCriterion } from './criterion-row.ts'

/**
 * The criterion in its newest published version, whether its days have come or not; undefined when none is published.
 * With `version` that version, whatever became of it: a decision cites the version it was taken by.
 */
export async function findCriterion(db: Db | Trx, id: string, version?: number): Promise<Criterion | undefined> {
  const row = await db.selectFrom('criteria').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  if (version === undefined || version === row.version) return row.version === 0 ? undefined : toCriterion(row)
  const other = await db
    .selectFrom('criterion_versions')
    .select(['version', 'body_json'])
    .where('criterion_id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return other === undefined ? undefined : toCriterion({ id, authority_id: row.authority_id, ...other })
}
