import type { Actor } from '../domain/order.ts'
import type { Trx } from '../store/database.ts'
import { findOpenOrder } from '../store/orders/find-open-order.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { moveOrder } from './move-order.ts'
import { tellContractor, tellWithdrawn } from './tell.ts'

const SYSTEM: Actor = { kind: 'system', id: 'dispatch' }

/** Why a stand-by was closed by the dispatch it was for. */
export const TURNED_INTO_DISPATCH = 'turned-into-dispatch'
export const DISPATCH_TAKEN_BY_ANOTHER = 'dispatch-taken-by-another'

/**
 * Ends the stand-by of a route whose dispatch has just been taken, in the same transaction. The contractor's own has done
 * its part and is completed; another's is released, and one that nobody had taken yet is withdrawn.
 */
export async function endStandBy(trx: Trx, dispatch: StoredOrder, contractorId: string, nowMs: number): Promise<void> {
  if (dispatch.level !== 'dispatch') return
  const standby = await findOpenOrder(trx, dispatch.routeId, 'standby')
  if (standby === undefined) return
  const taken = standby.state === 'accepted' || standby.state === 'started'
  if (taken && standby.contractorId === contractorId) {
    const why = { actor: SYSTEM, atMs: nowMs, nowMs, reason: TURNED_INTO_DISPATCH }
    const { after } = await moveOrder(trx, { orderId: standby.id, command: 'convert', ...why })
    const news = { state: after.state, reason: TURNED_INTO_DISPATCH, dispatchOrderId: dispatch.id }
    await tellContractor(trx, after, contractorId, 'order.updated', news, nowMs)
    return
  }
  const by = { actor: SYSTEM, nowMs, reason: DISPATCH_TAKEN_BY_ANOTHER }
  const moved = await moveOrder(trx, { orderId: standby.id, command: 'withdraw', atMs: nowMs, ...by })
  await tellWithdrawn(trx, moved, by)
}
