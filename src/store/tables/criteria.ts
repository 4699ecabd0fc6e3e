import type { VersionStatus } from '../../domain/criterion-version.ts'

/** What is decided by, and what was decided. */
export interface CriteriaTables {
  criteria: CriterionRow
  criterion_versions: CriterionVersionRow
  latches: LatchRow
  decisions: DecisionRow
}

export interface CriterionRow {
  id: string
  authority_id: string
  /** The newest published; 0: none is. */
  version: number
  /** Of that version, or of the first draft: criterion without id, authority and version. */
  body_json: string
  updated_at: number
}

export interface CriterionVersionRow {
  criterion_id: string
  version: number
  body_json: string
  /** `YYYY-MM-DD` of the authority's calendar, both included; null: open. */
  effective_from: string | null
  effective_to: string | null
  status: VersionStatus
  /** Counts every change of text or status. */
  revision: number
  based_on: number | null
  /** Who wrote the text as it stands. */
  author: string
  note: string | null
  created_at: number
  created_by: string
  submitted_at: number | null
  submitted_by: string | null
  decided_at: number | null
  decided_by: string | null
  decision_note: string | null
}

export interface LatchRow {
  criterion_id: string
  route_id: string
  active: number
  since_at: number
  /** JSON of the last recorded result and reason codes: an unchanged judgement is not recorded twice. */
  fingerprint: string
  order_id: string | null
  /** Since when it has ceased to hold without having released. */
  clearing_since_at: number | null
}

export interface DecisionRow {
  id: string
  authority_id: string
  route_id: string
  criterion_id: string
  criterion_version: number
  level: string
  at: number
  result: string
  reasons_json: string
  evidence_json: string
  order_id: string | null
}
