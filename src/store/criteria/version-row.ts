import type { Criterion } from '../../domain/criterion.ts'
import type { VersionAct, VersionLife } from '../../domain/criterion-version.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { CriterionVersionRow } from '../tables.ts'
import { toCriterion } from './criterion-row.ts'

/** A version of a criterion: what it says, and where it comes from. */
export interface CriterionVersion {
  readonly criterion: Criterion
  readonly life: VersionLife
}

/** A stored version. @param authorityId of its criterion. */
export function toVersion(row: CriterionVersionRow, authorityId: string): CriterionVersion {
  const { criterion_id: id, version, body_json } = row
  return {
    criterion: toCriterion({ id, authority_id: authorityId, version, body_json }),
    life: {
      status: row.status,
      revision: row.revision,
      basedOn: row.based_on,
      author: row.author,
      created: { by: row.created_by, atMs: row.created_at },
      submitted: act(row.submitted_by, row.submitted_at),
      decided: act(row.decided_by, row.decided_at),
      note: row.note,
      decisionNote: row.decision_note,
    },
  }
}

function act(by: string | null, atMs: EpochMs | null): VersionAct | null {
  return by === null || atMs === null ? null : { by, atMs }
}
