import type { Decision } from '../../domain/decision.ts'
import type { Trx } from '../database.ts'

export async function insertDecision(trx: Trx, decision: Decision): Promise<void> {
  await trx
    .insertInto('decisions')
    .values({
      id: decision.id,
      authority_id: decision.authorityId,
      route_id: decision.routeId,
      criterion_id: decision.criterionId,
      criterion_version: decision.criterionVersion,
      level: decision.level,
      at: decision.atMs,
      result: decision.result,
      reasons_json: JSON.stringify(decision.reasons),
      evidence_json: JSON.stringify(decision.evidence),
      order_id: decision.orderId,
    })
    .execute()
}
