import { type Language, reasonText } from '../../criteria/reason-text.ts'
import { HOUR_MS } from '../../domain/time.ts'
import { findContractor } from '../../store/contractors/find-contractor.ts'
import type { Delivery } from '../../store/deliveries/delivery.ts'
import { type CallOutRoute, callOutRoutes } from '../../store/links/call-out-routes.ts'
import { createLink } from '../../store/links/create-link.ts'
import type { Obsolete } from '../carrier.ts'
import type { AskedRoute } from '../message/notice.ts'
import type { LoadContext, LoadedNotice } from './load-notice.ts'

/** How long a link shows the state after the answer time is over. */
export const LINK_GRACE_MS = 12 * HOUR_MS

/** The call-out as it stands: what is answered or over is left out, and when that is all of it nothing is sent. */
export async function loadOffer(delivery: Delivery, context: LoadContext): Promise<LoadedNotice | Obsolete> {
  const { db, nowMs, language, authority } = context
  const { callOutId, offerId, contractorId } = delivery
  const scope = callOutId === null ? { offerId: offerId ?? '' } : { callOutId }
  const open = (await callOutRoutes(db, scope)).filter((it) => it.offerState === 'open' && it.respondByMs > nowMs)
  const [first] = open
  if (first === undefined || contractorId === null) {
    return { kind: 'obsolete', why: 'every offer was answered or over before the message was due' }
  }
  const lastMs = Math.max(...open.map((it) => it.respondByMs))
  const notice = {
    kind: 'offer',
    authority,
    contractor: (await findContractor(db, contractorId))?.name ?? contractorId,
    level: first.level,
    respondByMs: Math.min(...open.map((it) => it.respondByMs)),
    routes: open.map((it) => askedRoute(it, language)),
    link: await makeLink(delivery, context, lastMs + LINK_GRACE_MS),
  } as const
  return { kind: 'notice', notice, offerIds: open.map((it) => it.offerId), uselessAtMs: lastMs }
}

/** A route as its contractor is to see it. */
export function askedRoute(route: CallOutRoute, language: Language): AskedRoute {
  const { name, lengthM, plowMinutes, startByMs, finishByMs, orderReason } = route
  const reasons = route.reasons.map((it) => reasonText(it, language))
  return {
    name,
    lengthM,
    plowMinutes,
    startByMs,
    finishByMs,
    reasons: orderReason === null ? reasons : [orderReason, ...reasons],
  }
}

/** A new token for each attempt: only hashes are kept, and whichever message arrives carries one that works. */
async function makeLink(delivery: Delivery, context: LoadContext, expiresAtMs: number): Promise<string | null> {
  const { callOutId, contractorId } = delivery
  const { db, nowMs, publicUrl } = context
  if (publicUrl === null || callOutId === null || contractorId === null) return null
  return `${publicUrl}/l/${await createLink(db, { callOutId, contractorId, nowMs, expiresAtMs })}`
}
