import { type ContactPoint, pointAddress } from '../store/contact-points/contact-point.ts'
import { deleteContactPoint } from '../store/contact-points/delete-contact-point.ts'
import type { Trx } from '../store/database.ts'
import { enqueueNotice } from '../store/deliveries/enqueue-notice.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { actorOf, type Principal } from './principal.ts'

/** Tells the journal what was done to a contact point. It outlives the contact point: it names neither person nor address. */
export async function noteContactPoint(
  trx: Trx,
  did: 'created' | 'changed' | 'removed' | 'tested',
  principal: Principal,
  point: ContactPoint,
  atMs: number,
): Promise<void> {
  const { id: subject, authorityId, contractorId, channel, active } = point
  const what = { type: `contact-point.${did}`, actor: actorOf(principal), subject, contractorId }
  await recordEvent(trx, { authorityId, atMs, ...what, data: { channel, active } })
}

/** Removes a contact point, and what waits for it with it, and tells the journal. */
export async function removeContactPoint(
  trx: Trx,
  principal: Principal,
  point: ContactPoint,
  atMs: number,
): Promise<void> {
  await deleteContactPoint(trx, point.id)
  await noteContactPoint(trx, 'removed', principal, point, atMs)
}

/** Sends a test message by the same way as offers, and tells the journal; returns the delivery's id. */
export async function testContactPoint(
  trx: Trx,
  principal: Principal,
  point: ContactPoint,
  nowMs: number,
): Promise<string> {
  await noteContactPoint(trx, 'tested', principal, point, nowMs)
  const item = { orderId: null, offerId: null, data: {} }
  return enqueueNotice(trx, { point: pointAddress(point), callOutId: null, type: 'ping', item, nowMs })
}
