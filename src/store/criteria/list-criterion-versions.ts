import type { VersionStatus } from '../../domain/criterion-version.ts'
import type { Db, Trx } from '../database.ts'
import { type CriterionVersion, toVersion } from './version-row.ts'

export type { CriterionVersion } from './version-row.ts'

/**
 * Versions of a criterion, newest first.
 * @param page `before`: only versions below this number; `status`: only those that stand so.
 */
export async function listCriterionVersions(
  db: Db | Trx,
  criterion: { readonly id: string; readonly authorityId: string },
  limit: number,
  page: { readonly before?: number | undefined; readonly status?: VersionStatus | undefined } = {},
): Promise<CriterionVersion[]> {
  let select = db
    .selectFrom('criterion_versions')
    .selectAll()
    .where('criterion_id', '=', criterion.id)
    .orderBy('version', 'desc')
    .limit(limit)
  if (page.before !== undefined) select = select.where('version', '<', page.before)
  if (page.status !== undefined) select = select.where('status', '=', page.status)
  return (await select.execute()).map((row) => toVersion(row, criterion.authorityId))
}
