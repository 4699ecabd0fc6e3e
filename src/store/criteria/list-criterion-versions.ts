import type { Criterion } from '../../domain/criterion.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'
import { toCriterion } from './criterion-row.ts'

export interface CriterionVersion {
  readonly criterion: Criterion
  readonly createdAtMs: EpochMs
  /** Who made it. */
  readonly actor: string
}

/** Versions of a criterion, newest first. @param before only versions below this number, for paging. */
export async function listCriterionVersions(
  db: Db | Trx,
  criterion: { readonly id: string; readonly authorityId: string },
  limit: number,
  before?: number,
): Promise<CriterionVersion[]> {
  let select = db
    .selectFrom('criterion_versions')
    .selectAll()
    .where('criterion_id', '=', criterion.id)
    .orderBy('version', 'desc')
    .limit(limit)
  if (before !== undefined) select = select.where('version', '<', before)
  return (await select.execute()).map((row) => ({
    criterion: toCriterion({
      id: criterion.id,
      authority_id: criterion.authorityId,
      version: row.version,
      body_json: row.body_json,
    }),
    createdAtMs: row.created_at,
    actor: row.actor,
  }))
}
