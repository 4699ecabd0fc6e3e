import type { CallOut } from '../domain/order.ts'
import { extendCallOut } from '../store/call-outs/extend-call-out.ts'
import { insertCallOut } from '../store/call-outs/insert-call-out.ts'
import { newestCallOut } from '../store/call-outs/newest-call-out.ts'
import type { Trx } from '../store/database.ts'
import { newId } from '../store/ids.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'

interface Asking {
  readonly contractorId: string
  readonly respondByMs: number
  readonly nowMs: number
  readonly mergeMs: number
}

/**
 * The call-out that an offer belongs to: the contractor's newest of that level while it is younger than `mergeMs` and
 * nothing of it has been answered or run out, else a new one.
 */
export async function callOutFor(trx: Trx, order: StoredOrder, asking: Asking): Promise<CallOut> {
  const { contractorId, respondByMs, nowMs, mergeMs } = asking
  const newest = await newestCallOut(trx, contractorId, order.level)
  if (newest !== undefined && newest.answeredAtMs === null && nowMs - newest.createdAtMs < mergeMs) {
    await extendCallOut(trx, newest.id, respondByMs)
    return newest
  }
  const callOut: CallOut = {
    id: newId('call', nowMs),
    authorityId: order.authorityId,
    contractorId,
    level: order.level,
    createdAtMs: nowMs,
    respondByMs,
    readAtMs: null,
    answeredAtMs: null,
  }
  await insertCallOut(trx, callOut)
  return callOut
}
