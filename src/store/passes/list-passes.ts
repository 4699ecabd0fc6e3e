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

/** A plow pass and the order it was made for; null: for none. */
export interface OrderedPass extends Pass {
  readonly orderId: string | null
}

/** The newest plow passes of a route from `fromMs` (inclusive) until before `toMs`, in time order. */
export async function listPassesWithin(
  db: Db | Trx,
  routeId: string,
  { fromMs, toMs, limit }: { readonly fromMs: EpochMs; readonly toMs: EpochMs; readonly limit: number },
): Promise<OrderedPass[]> {
  const rows = await db
    .selectFrom('passes')
    .select(['at', 'source', 'order_id'])
    .where('route_id', '=', routeId)
    .where('at', '>=', fromMs)
    .where('at', '<', toMs)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ atMs: row.at, source: row.source as PassSource, orderId: row.order_id })).toReversed()
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
