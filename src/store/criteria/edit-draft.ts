import { afterStep } from '../../domain/criterion-version.ts'
import { YukibanError } from '../../errors.ts'
import { say } from '../../problems/say.ts'
import type { Trx } from '../database.ts'
import { bodyJson, type CriterionBody } from './criterion-row.ts'
import { updateVersion } from './update-version.ts'
import type { CriterionVersion } from './version-row.ts'

export interface DraftEdit {
  readonly body: CriterionBody
  /** Who writes it: the draft's author from now on. */
  readonly author: string
  /** Absent: what stands there stays. */
  readonly note: string | null | undefined
}

/**
 * Writes a draft anew; one under review is a draft again thereby.
 * Throws `conflict` when the version is final, `precondition-failed` when it was changed since it was read.
 */
export async function editDraft(trx: Trx, found: CriterionVersion, edit: DraftEdit): Promise<CriterionVersion> {
  const { criterion, life } = found
  const status = afterStep(life.status, 'edit')
  if (status === undefined) {
    const { id, version } = criterion
    throw new YukibanError(
      'conflict',
      say('version-not-editable', { id, version, status: say(`state-${life.status}`) }),
    )
  }
  return updateVersion(trx, found, {
    body_json: bodyJson(edit.body),
    effective_from: edit.body.effective.from,
    effective_to: edit.body.effective.to,
    status,
    author: edit.author,
    ...(edit.note === undefined ? {} : { note: edit.note }),
  })
}
