import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'

/** Whether a criterion holds on a route; it raises one order each time it begins to hold. */
export interface Latch {
  readonly active: boolean
  readonly sinceMs: EpochMs
  /** Since when it has ceased to hold without having released; null: it holds, or is not active. */
  readonly clearingSinceMs: EpochMs | null
  /** What was last recorded, so that the same judgement is not recorded again. */
  readonly fingerprint: string
  readonly orderId: string | null
}

export async function findLatch(db: Db | Trx, criterionId: string, routeId: string): Promise<Latch | undefined> {
  const row = await db
    .selectFrom('latches')
    .selectAll()
    .where('criterion_id', '=', criterionId)
    .where('route_id', '=', routeId)
    .executeTakeFirst()
  if (row === undefined) return undefined
  return {
    active: row.active === 1,
    sinceMs: row.since_at,
    clearingSinceMs: row.clearing_since_at,
    fingerprint: row.fingerprint,
    orderId: row.order_id,
  }
}
