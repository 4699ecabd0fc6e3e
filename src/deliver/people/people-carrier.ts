import type { Clock } from '../../clock.ts'
import type { Language } from '../../criteria/reason-text.ts'
import type { PeopleChannel } from '../../domain/channel.ts'
import { SECOND_MS } from '../../domain/time.ts'
import type { PushKeys } from '../../store/contact-points/contact-point.ts'
import { contractorAddress } from '../../store/contact-points/contractor-address.ts'
import { findContactPoint } from '../../store/contact-points/find-contact-point.ts'
import type { Db } from '../../store/database.ts'
import type { ClaimedDelivery } from '../../store/deliveries/delivery.ts'
import type { Carried, Carrier } from '../carrier.ts'
import type { ChannelAdapter } from '../channel-adapter.ts'
import { renderMessage } from '../message/render.ts'
import { loadNotice } from './load-notice.ts'

export interface PeopleCarrierOptions {
  readonly db: Db
  readonly clock: Clock
  readonly channel: PeopleChannel
  readonly adapter: ChannelAdapter
  /** null: messages have no links. */
  readonly publicUrl: string | null
}

/** A firm of the district file that says nothing else reads Japanese. */
const DEFAULT_LANGUAGE: Language = 'ja'

/** Messages to people: made from what the store says when they are sent, so that none tells of what is over. */
export function peopleCarrier(options: PeopleCarrierOptions): Carrier {
  return { carry: (delivery) => carry(options, delivery) }
}

async function carry(options: PeopleCarrierOptions, delivery: ClaimedDelivery): Promise<Carried> {
  const { db, clock, adapter, publicUrl } = options
  const person = await personOf(options, delivery)
  if (person === undefined) {
    const why = 'the contact point is not in use any more; set one and replay the delivery'
    return { address: null, result: { kind: 'no-endpoint', why }, offerIds: [] }
  }
  const { language, ...to } = person
  const nowMs = clock.now()
  const loaded = await loadNotice(delivery, { db, nowMs, language, publicUrl })
  if (loaded.kind === 'obsolete') return { address: null, result: loaded, offerIds: [] }
  const { notice, offerIds, uselessAtMs, timeZone } = loaded
  const message = renderMessage(notice, { language, timeZone })
  const uselessAfterS = uselessAtMs === null ? null : (uselessAtMs - nowMs) / SECOND_MS
  const result = await adapter.send({ deliveryId: delivery.id, to, message, uselessAfterS })
  return { address: to.address, result, offerIds }
}

interface Person {
  readonly address: string
  readonly keys: PushKeys | null
  readonly language: Language
}

async function personOf(options: PeopleCarrierOptions, delivery: ClaimedDelivery): Promise<Person | undefined> {
  const { db, channel } = options
  const { contactPointId, contractorId } = delivery
  if (contactPointId !== null) {
    const point = await findContactPoint(db, contactPointId)
    // one that was changed to another channel meanwhile has an address this one cannot use
    if (point?.channel !== channel || !point.active || point.disabledAtMs !== null) return undefined
    const { address, keys, language } = point
    return { address, keys, language }
  }
  if (contractorId === null || (channel !== 'email' && channel !== 'sms')) return undefined
  const address = await contractorAddress(db, contractorId, channel)
  return address === undefined ? undefined : { address, keys: null, language: DEFAULT_LANGUAGE }
}
