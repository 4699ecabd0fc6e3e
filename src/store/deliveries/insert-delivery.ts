import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'
import { newId } from '../ids.ts'
import type { Delivery } from './delivery.ts'

export interface DeliveryEntry
  extends Pick<
    Delivery,
    | 'authorityId'
    | 'contractorId'
    | 'channel'
    | 'contactPointId'
    | 'target'
    | 'callOutId'
    | 'offerId'
    | 'orderId'
    | 'type'
    | 'bodyJson'
  > {
  readonly nowMs: EpochMs
  /** When it is due. */
  readonly dueAtMs: EpochMs
}

/** Puts a row into the outbox. @returns its id. */
export async function insertDelivery(trx: Trx, entry: DeliveryEntry): Promise<string> {
  const id = newId('msg', entry.nowMs)
  await trx
    .insertInto('deliveries')
    .values({
      id,
      authority_id: entry.authorityId,
      recipient: entry.contractorId === null ? 'duty' : 'contractor',
      contractor_id: entry.contractorId,
      channel: entry.channel,
      contact_point_id: entry.contactPointId,
      target: entry.target,
      call_out_id: entry.callOutId,
      offer_id: entry.offerId,
      order_id: entry.orderId,
      type: entry.type,
      body_json: entry.bodyJson,
      state: 'pending',
      attempts: 0,
      created_at: entry.nowMs,
      next_at: entry.dueAtMs,
      lease_owner: null,
      lease_until_at: null,
      delivered_at: null,
      last_status: null,
      last_error: null,
    })
    .execute()
  return id
}
