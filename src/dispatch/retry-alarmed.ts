import type { Db } from '../store/database.ts'
import { listAlarmed } from '../store/orders/list-alarmed.ts'
import { offerToNext, rankFor } from './offer-ladder.ts'
import type { DispatchPolicy } from './policy.ts'
import { requireOrder } from './require.ts'

/** Orders looked at, the most urgent first; a night with more open alarms has other troubles. */
const MOST = 500

/**
 * Looks again at orders that were left with an officer: somebody may have come on duty since, or have a crew free. The
 * most urgent order gets the first choice. The alarm's own notice stands; it is lifted once somebody is asked.
 * @returns how many are still left, and how many somebody was asked for.
 */
export async function retryAlarmed(
  db: Db,
  nowMs: number,
  policy: DispatchPolicy,
): Promise<{ readonly left: number; readonly asked: number }> {
  const alarmed = await listAlarmed(db, MOST)
  let asked = 0
  for (const order of alarmed) {
    if ((await rankFor(db, order, nowMs)).candidates.length === 0) continue
    const offer = await db.transaction().execute(async (trx) => {
      const now = await requireOrder(trx, order.id)
      if (now.state !== 'requested' || now.alarmAtMs === null) return undefined
      return offerToNext(trx, now, nowMs, policy)
    })
    if (offer !== undefined) asked++
  }
  return { left: alarmed.length - asked, asked }
}
