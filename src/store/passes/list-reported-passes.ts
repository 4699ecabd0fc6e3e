import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'
import type { Pass } from './list-passes.ts'
import type { PassSource } from './record-pass.ts'

/** A plow pass with when it was reported: before that nobody knew of it. */
export interface ReportedPass extends Pass {
  readonly recordedAtMs: EpochMs
}

/** All plow passes of a route, in time order. */
export async function listReportedPasses(db: Db | Trx, routeId: string): Promise<ReportedPass[]> {
  const rows = await db
    .selectFrom('passes')
    .select(['at', 'source', 'recorded_at'])
    .where('route_id', '=', routeId)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ atMs: row.at, source: row.source as PassSource, recordedAtMs: row.recorded_at }))
}
