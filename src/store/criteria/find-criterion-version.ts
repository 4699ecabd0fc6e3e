import type { Db, Trx } from '../database.ts'
import { type CriterionVersion, toVersion } from './version-row.ts'

/** One version of a criterion with its life. */
export async function findCriterionVersion(
  db: Db | Trx,
  criterion: { readonly id: string; readonly authorityId: string },
  version: number,
): Promise<CriterionVersion | undefined> {
  const row = await db
    .selectFrom('criterion_versions')
    .selectAll()
    .where('criterion_id', '=', criterion.id)
    .where('version', '=', version)
    .executeTakeFirst()
  return row === undefined ? undefined : toVersion(row, criterion.authorityId)
}
