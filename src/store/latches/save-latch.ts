import type { Trx } from '../database.ts'
import type { Latch } from './find-latch.ts'

/** Keeps the latch of a criterion on a route, in place of the one before. */
export async function saveLatch(trx: Trx, criterionId: string, routeId: string, latch: Latch): Promise<void> {
  const values = {
    active: latch.active ? 1 : 0,
    since_at: latch.sinceMs,
    clearing_since_at: latch.clearingSinceMs,
    fingerprint: latch.fingerprint,
    order_id: latch.orderId,
  }
  await trx
    .insertInto('latches')
    .values({ criterion_id: criterionId, route_id: routeId, ...values })
    .onConflict((oc) => oc.columns(['criterion_id', 'route_id']).doUpdateSet(values))
    .execute()
}
