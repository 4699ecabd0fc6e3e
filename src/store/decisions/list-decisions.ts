import type { Decision, DecisionResult } from '../../domain/decision.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Db } from '../database.ts'
import { decisionFromRow } from './decision-row.ts'

export interface DecisionFilter {
  readonly authorityId?: string
  readonly routeId?: string
  /** Only decisions older than this id. */
  readonly before?: string
  /** Only what was decided from then (inclusive) … */
  readonly fromMs?: EpochMs
  /** … until before then. */
  readonly toMs?: EpochMs
  readonly results?: readonly DecisionResult[]
  readonly limit: number
}

/** Recorded decisions, newest first. */
export async function listDecisions(db: Db, filter: DecisionFilter): Promise<Decision[]> {
  let query = db.selectFrom('decisions').selectAll().orderBy('id', 'desc').limit(filter.limit)
  if (filter.authorityId !== undefined) query = query.where('authority_id', '=', filter.authorityId)
  if (filter.routeId !== undefined) query = query.where('route_id', '=', filter.routeId)
  if (filter.fromMs !== undefined) query = query.where('at', '>=', filter.fromMs)
  if (filter.toMs !== undefined) query = query.where('at', '<', filter.toMs)
  if (filter.results !== undefined) query = query.where('result', 'in', [...filter.results])
  if (filter.before !== undefined) query = query.where('id', '<', filter.before)
  return (await query.execute()).map(decisionFromRow)
}
