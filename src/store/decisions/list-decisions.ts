import type { Decision } from '../../domain/decision.ts'
import type { Db } from '../database.ts'
import { decisionFromRow } from './decision-row.ts'

export interface DecisionFilter {
  readonly authorityId?: string
  readonly routeId?: string
  /** Only decisions older than this id. */
  readonly before?: string
  readonly limit: number
}

/** Recorded decisions, newest first. */
export async function listDecisions(db: Db, filter: DecisionFilter): Promise<Decision[]> {
  let query = db.selectFrom('decisions').selectAll().orderBy('id', 'desc').limit(filter.limit)
  if (filter.authorityId !== undefined) query = query.where('authority_id', '=', filter.authorityId)
  if (filter.routeId !== undefined) query = query.where('route_id', '=', filter.routeId)
  if (filter.before !== undefined) query = query.where('id', '<', filter.before)
  return (await query.execute()).map(decisionFromRow)
}
