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
  version: number
  /** Criterion without id, authority and version. */
  body_json: string
  updated_at: number
}

export interface CriterionVersionRow {
  criterion_id: string
  version: number
  body_json: string
  created_at: number
  actor: string
}

export interface LatchRow {
  criterion_id: string
  route_id: string
  active: number
  since_at: number
  /** JSON of the last recorded result and reason codes: an unchanged judgement is not recorded twice. */
  fingerprint: string
  order_id: string | null
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
