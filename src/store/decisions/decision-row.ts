import type { Level } from '../../domain/criterion.ts'
import type { Decision, DecisionResult, Evidence, Reason } from '../../domain/decision.ts'
import type { DecisionRow } from '../tables.ts'

export function decisionFromRow(row: DecisionRow): Decision {
  return {
    id: row.id,
    authorityId: row.authority_id,
    routeId: row.route_id,
    criterionId: row.criterion_id,
    criterionVersion: row.criterion_version,
    level: row.level as Level,
    atMs: row.at,
    result: row.result as DecisionResult,
    reasons: JSON.parse(row.reasons_json) as Reason[],
    evidence: JSON.parse(row.evidence_json) as Evidence,
    orderId: row.order_id,
  }
}
