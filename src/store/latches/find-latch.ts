import type { LatchState } from '../../criteria/latch.ts'
import type { Db, Trx } from '../database.ts'

/** Whether a criterion holds on a route; it raises one order each time it begins to hold. */
export interface Latch extends LatchState {
  /** What was last recorded, so that the same judgement is not recorded again. */
  readonly fingerprint: string
  readonly orderId: string | null
}

/** The latch of a criterion on a route; undefined: it was never judged there. */
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
