import { sql } from 'kysely'
import type { DecisionResult } from '../../domain/decision.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'

/** What a criterion last said of a route, where that is more than that nothing is to be done. */
export interface StandingJudgement {
  readonly criterionId: string
  readonly criterionVersion: number
  readonly routeId: string
  readonly routeName: string
  readonly roadClass: string
  readonly blockId: string
  readonly blockName: string
  /** It holds: its trigger is reached and has not been released. */
  readonly active: boolean
  readonly sinceMs: EpochMs
  readonly result: DecisionResult
  /** Reasons by code, those of a device as `code:device`. */
  readonly reasons: readonly string[]
}

/**
 * Judgements of an authority that stand: criteria that hold, cannot tell, or doubt a sensor. As the decider last wrote
 * them down; whether the criterion is in force is for the caller to see.
 */
export async function listStandingJudgements(db: Db | Trx, authorityId: string): Promise<StandingJudgement[]> {
  const rows = await db
    .selectFrom('criteria')
    .innerJoin('latches', 'latches.criterion_id', 'criteria.id')
    .innerJoin('routes', 'routes.id', 'latches.route_id')
    .innerJoin('blocks', 'blocks.id', 'routes.block_id')
    .select(['latches.criterion_id', 'latches.route_id', 'latches.active', 'latches.since_at', 'latches.fingerprint'])
    .select(['routes.name', 'routes.road_class', 'routes.block_id', 'blocks.name as block_name'])
    .where('criteria.authority_id', '=', authorityId)
    .where((eb) =>
      eb.or([
        eb('latches.active', '=', 1),
        sql<boolean>`latches.fingerprint like '%"unknown",[%'`,
        sql<boolean>`latches.fingerprint like '%"sensor-%'`,
        sql<boolean>`latches.fingerprint like '%"neighbours-disagree%'`,
      ]),
    )
    .execute()
  return rows.flatMap((row) => {
    const [criterionVersion, result, reasons] = JSON.parse(row.fingerprint) as [number, DecisionResult, string[]]
    return {
      criterionId: row.criterion_id,
      criterionVersion,
      routeId: row.route_id,
      routeName: row.name,
      roadClass: row.road_class,
      blockId: row.block_id,
      blockName: row.block_name,
      active: row.active === 1,
      sinceMs: row.since_at,
      result,
      reasons,
    }
  })
}
