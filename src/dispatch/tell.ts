import type { Actor } from '../domain/order.ts'
import type { Trx } from '../store/database.ts'
import { enqueueDelivery } from '../store/deliveries/enqueue-delivery.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { closeOffer } from '../store/offers/close-offer.ts'
import { listOffers } from '../store/offers/list-offers.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import type { Moved } from './move-order.ts'
import { requireRoute } from './require.ts'

/** Who did it and when, and why if it was said. */
export interface By {
  readonly actor: Actor
  readonly reason?: string | undefined
  readonly nowMs: number
}

/** Ends what a withdrawn order still had under way and tells its contractor; shared by officers and rules. */
export async function tellWithdrawn(trx: Trx, { after }: Moved, by: By): Promise<void> {
  const { nowMs } = by
  const reason = by.reason ?? null
  const [open] = await listOffers(trx, { orderId: after.id, state: 'open', limit: 1 })
  if (open !== undefined && (await closeOffer(trx, open.id, { state: 'withdrawn', atMs: nowMs, reason }))) {
    await recordEvent(trx, {
      authorityId: open.authorityId,
      atMs: nowMs,
      type: 'offer.withdrawn',
      actor: by.actor,
      subject: open.id,
      contractorId: open.contractorId,
      data: { orderId: after.id, ...(reason === null ? {} : { reason }) },
    })
  }
  const contractorId = after.contractorId ?? open?.contractorId
  if (contractorId === undefined) return
  await tellContractor(trx, after, contractorId, 'order.withdrawn', { reason }, nowMs)
}

/** A contractor need not be told of what it did itself. */
export async function tellIfOthersDid(trx: Trx, moved: Moved, actor: Actor, nowMs: number): Promise<void> {
  const { contractorId, state } = moved.after
  if (contractorId === null || actor.kind === 'contractor') return
  await tellContractor(trx, moved.after, contractorId, 'order.updated', { state }, nowMs)
}

/** Puts news of an order into its contractor's outbox. */
export async function tellContractor(
  trx: Trx,
  order: StoredOrder,
  contractorId: string,
  type: 'order.withdrawn' | 'order.updated',
  more: object,
  nowMs: number,
): Promise<void> {
  const route = await requireRoute(trx, order.routeId)
  const data = { orderId: order.id, level: order.level, route: { id: route.id, name: route.name }, ...more }
  await enqueueDelivery(trx, { contractorId, offerId: null, orderId: order.id, type, data, nowMs })
}
