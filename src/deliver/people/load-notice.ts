import type { Language } from '../../criteria/reason-text.ts'
import type { EpochMs } from '../../domain/time.ts'
import { findAuthority } from '../../store/authorities/find-authority.ts'
import type { Db } from '../../store/database.ts'
import type { Delivery } from '../../store/deliveries/delivery.ts'
import type { Obsolete } from '../carrier.ts'
import type { Notice } from '../message/notice.ts'
import { loadChange } from './load-change.ts'
import { loadDuty } from './load-duty.ts'
import { loadOffer } from './load-offer.ts'

export interface LoadContext {
  readonly db: Db
  readonly nowMs: EpochMs
  readonly language: Language
  /** null: messages have no links. */
  readonly publicUrl: string | null
  /** Name of the authority. */
  readonly authority: string
}

/** What a message has to say at this moment. */
export interface LoadedNotice {
  readonly kind: 'notice'
  readonly notice: Notice
  /** Offers it tells of. */
  readonly offerIds: readonly string[]
  /** When it will be of no use any more; null: whenever it arrives. */
  readonly uselessAtMs: EpochMs | null
}

export type Loaded = (LoadedNotice & { readonly timeZone: string }) | Obsolete

/**
 * Reads from the store what a delivery to a person is to say now; obsolete when nothing is left of it.
 * @param how.language in which reasons are put.
 */
export async function loadNotice(delivery: Delivery, how: Omit<LoadContext, 'authority'>): Promise<Loaded> {
  const authority = await findAuthority(how.db, delivery.authorityId)
  const context = { ...how, authority: authority?.name ?? delivery.authorityId }
  const loaded = await load(delivery, context)
  return loaded.kind === 'obsolete' ? loaded : { ...loaded, timeZone: authority?.timeZone ?? 'UTC' }
}

function load(delivery: Delivery, context: LoadContext): Promise<LoadedNotice | Obsolete> {
  switch (delivery.type) {
    case 'offer.created':
      return loadOffer(delivery, context)
    case 'offer.expired':
      return loadChange(delivery, 'expired', context)
    case 'order.withdrawn':
      return loadChange(delivery, 'withdrawn', context)
    case 'order.updated':
      return loadChange(delivery, 'updated', context)
    case 'order.proposed':
      return loadDuty(delivery, 'proposed', context)
    case 'order.alarm':
      return loadDuty(delivery, 'alarm', context)
    case 'order.at-risk':
      return loadDuty(delivery, 'at-risk', context)
    case 'ping': {
      const notice = { kind: 'ping', authority: context.authority } as const
      return Promise.resolve({ kind: 'notice', notice, offerIds: [], uselessAtMs: null })
    }
  }
}
