import type { EpochMs } from '../../domain/time.ts'
import { channelWaitMs } from '../channels/channel-wait.ts'
import type { PointAddress } from '../contact-points/contact-point.ts'
import type { Trx } from '../database.ts'
import type { DeliveryType, NoticeBody, NoticeItem } from './delivery.ts'
import { insertDelivery } from './insert-delivery.ts'
import { joinPendingNotice } from './join-pending-notice.ts'

export interface Notice {
  readonly point: PointAddress
  readonly callOutId: string | null
  readonly type: DeliveryType
  readonly item: NoticeItem
  readonly nowMs: EpochMs
}

/**
 * Puts an event for a person into the outbox: it joins a message of its kind that still waits, or becomes one that
 * waits for others. A `ping` waits for nobody.
 * @returns the id of the delivery.
 */
export async function enqueueNotice(trx: Trx, notice: Notice): Promise<string> {
  const { point, callOutId, type, item, nowMs } = notice
  const alone = type === 'ping'
  const joined = alone ? undefined : await joinPendingNotice(trx, { target: point.target, type, callOutId, item })
  if (joined !== undefined) return joined
  const body: NoticeBody = { items: [item] }
  return insertDelivery(trx, {
    authorityId: point.authorityId,
    contractorId: point.contractorId,
    channel: point.channel,
    contactPointId: point.contactPointId,
    target: point.target,
    callOutId,
    offerId: item.offerId,
    orderId: item.orderId,
    type,
    bodyJson: JSON.stringify(body),
    nowMs,
    dueAtMs: alone ? nowMs : nowMs + (await channelWaitMs(trx, point.channel)),
  })
}
