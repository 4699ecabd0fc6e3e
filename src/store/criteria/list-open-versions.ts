import type { VersionStatus } from '../../domain/criterion-version.ts'
import type { Db, Trx } from '../database.ts'
import { type CriterionVersion, toVersion } from './version-row.ts'

export interface OpenVersionsQuery {
  readonly authorityId: string
  readonly status: readonly Extract<VersionStatus, 'draft' | 'review'>[]
  /** Only those after this criterion and version, for paging. */
  readonly after?: { readonly id: string; readonly version: number }
  readonly limit: number
}

/** Versions of all criteria that wait for somebody, in order of criterion and version. */
export async function listOpenVersions(db: Db | Trx, query: OpenVersionsQuery): Promise<CriterionVersion[]> {
  const { authorityId, status, after, limit } = query
  let select = db
    .selectFrom('criterion_versions')
    .innerJoin('criteria', 'criteria.id', 'criterion_versions.criterion_id')
    .selectAll('criterion_versions')
    .where('criteria.authority_id', '=', authorityId)
    .where('criterion_versions.status', 'in', status)
    .orderBy('criterion_versions.criterion_id')
    .orderBy('criterion_versions.version')
    .limit(limit)
  if (after !== undefined) {
    select = select.where((it) =>
      it.or([
        it('criterion_versions.criterion_id', '>', after.id),
        it.and([
          it('criterion_versions.criterion_id', '=', after.id),
          it('criterion_versions.version', '>', after.version),
        ]),
      ]),
    )
  }
  return (await select.execute()).map((row) => toVersion(row, authorityId))
}
