import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'
import type { PassSource } from './record-pass.ts'

export interface Pass {
  readonly atMs: EpochMs
  readonly source: PassSource
}

/** Plow passes of a route strictly after `afterMs`, in time order. */
export async function listPasses(db: Db | Trx, routeId: string, afterMs: EpochMs): Promise<Pass[]> {
  const rows = await db
    .selectFrom('passes')
    .select(['at', 'source'])
    .where('route_id', '=', routeId)
    .where('at', '>', afterMs)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ atMs: row.at, source: row.source as PassSource }))
}

/** The newest plow pass of a route, if any is known. */
export async function lastPass(db: Db | Trx, routeId: string): Promise<Pass | undefined> {
  const row = await db
    .selectFrom('passes')
    .select(['at', 'source'])
    .where('route_id', '=', routeId)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? undefined : { atMs: row.at, source: row.source as PassSource }
}
