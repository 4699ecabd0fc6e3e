import { YukibanError } from '../../errors.ts'
import { say } from '../../problems/say.ts'
import type { Trx } from '../database.ts'
import type { CriterionVersionRow } from '../tables.ts'
import { findCriterionVersion } from './find-criterion-version.ts'
import type { CriterionVersion } from './version-row.ts'

export type VersionChange = Partial<Omit<CriterionVersionRow, 'criterion_id' | 'version' | 'revision'>>

/**
 * Changes a version as it was read, and returns it as it is then, one revision on.
 * Throws `precondition-failed` when it was changed in between.
 */
export async function updateVersion(
  trx: Trx,
  { criterion, life }: CriterionVersion,
  change: VersionChange,
): Promise<CriterionVersion> {
  const { numUpdatedRows } = await trx
    .updateTable('criterion_versions')
    .set({ ...change, revision: life.revision + 1 })
    .where('criterion_id', '=', criterion.id)
    .where('version', '=', criterion.version)
    .where('revision', '=', life.revision)
    .executeTakeFirst()
  const changed = await findCriterionVersion(trx, criterion, criterion.version)
  if (numUpdatedRows === 0n || changed === undefined) {
    const { id, version } = criterion
    throw new YukibanError('precondition-failed', say('version-changed', { id, version }))
  }
  return changed
}
