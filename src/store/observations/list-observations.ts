import type { Observation } from '../../domain/forecast.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'
import { observationFromRow } from './observation-row.ts'

export interface ObservationQuery {
  /** Observed in [fromMs, toMs]. */
  readonly fromMs: EpochMs
  readonly toMs: EpochMs
  /** Within this box, degrees. */
  readonly south: number
  readonly north: number
  readonly west: number
  readonly east: number
  readonly limit: number
}

/** Observations in a box and a span, newest first. */
export async function listObservations(db: Db | Trx, query: ObservationQuery): Promise<Observation[]> {
  const rows = await db
    .selectFrom('observations')
    .selectAll()
    .where('at', '>=', query.fromMs)
    .where('at', '<=', query.toMs)
    .where('lat', '>=', query.south)
    .where('lat', '<=', query.north)
    .where('lon', '>=', query.west)
    .where('lon', '<=', query.east)
    .orderBy('at', 'desc')
    .limit(query.limit)
    .execute()
  return rows.map(observationFromRow)
}
