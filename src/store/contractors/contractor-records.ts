import type { Channel } from '../../domain/channel.ts'
import type { OfferState } from '../../domain/order.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Db } from '../database.ts'
import type { DeliveryState } from '../deliveries/delivery.ts'

/** Offers of a contractor in one state since a time. */
export interface OfferCount {
  readonly contractorId: string
  readonly state: OfferState
  readonly count: number
  /** When it last gave a sign of its own: read or answered. */
  readonly lastSignAtMs: EpochMs | null
}

/** Messages to a contractor by one channel in one state since a time. */
export interface DeliveryCount {
  readonly contractorId: string
  readonly channel: Channel
  readonly state: DeliveryState
  readonly count: number
  readonly lastAtMs: EpochMs
}

/** How long a contractor took for one answer, ms. */
export interface AnswerTime {
  readonly contractorId: string
  readonly tookMs: number
}

/** Answers looked at, newest first; a city gives a tenth of it in a winter. */
const MAX_ANSWERS = 50_000

/** Offers made by an authority since then, counted by contractor and state; the open ones whenever made. */
export async function countOffers(db: Db, authorityId: string, sinceMs: EpochMs): Promise<OfferCount[]> {
  const rows = await db
    .selectFrom('offers')
    .select(({ fn }) => [
      'contractor_id',
      'state',
      fn.countAll<number>().as('count'),
      fn.max('read_at').as('read_at'),
      fn.max('answered_at').as('answered_at'),
    ])
    .where('authority_id', '=', authorityId)
    .where((eb) => eb.or([eb('created_at', '>=', sinceMs), eb('state', '=', 'open')]))
    .groupBy(['contractor_id', 'state'])
    .execute()
  return rows.map((it) => ({
    contractorId: it.contractor_id,
    state: it.state as OfferState,
    count: Number(it.count),
    lastSignAtMs: latest(it.read_at, it.answered_at),
  }))
}

/** How long the answers took that contractors themselves gave to offers made since then. */
export async function listAnswerTimes(db: Db, authorityId: string, sinceMs: EpochMs): Promise<AnswerTime[]> {
  const rows = await db
    .selectFrom('offers')
    .select(['contractor_id', 'created_at', 'answered_at'])
    .where('authority_id', '=', authorityId)
    .where('created_at', '>=', sinceMs)
    .where('state', 'in', ['accepted', 'declined'])
    .where('answered_at', 'is not', null)
    .orderBy('id', 'desc')
    .limit(MAX_ANSWERS)
    .execute()
  return rows.flatMap((it) =>
    it.answered_at === null ? [] : [{ contractorId: it.contractor_id, tookMs: it.answered_at - it.created_at }],
  )
}

/** Messages of an authority to contractors since then, counted by contractor, channel and state. */
export async function countDeliveries(db: Db, authorityId: string, sinceMs: EpochMs): Promise<DeliveryCount[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select(({ fn }) => [
      'contractor_id',
      'channel',
      'state',
      fn.countAll<number>().as('count'),
      fn.max('created_at').as('created_at'),
      fn.max('delivered_at').as('delivered_at'),
    ])
    .where('authority_id', '=', authorityId)
    .where('contractor_id', 'is not', null)
    .where('created_at', '>=', sinceMs)
    .groupBy(['contractor_id', 'channel', 'state'])
    .execute()
  return rows.flatMap((it) =>
    it.contractor_id === null
      ? []
      : [
          {
            contractorId: it.contractor_id,
            channel: it.channel as Channel,
            state: it.state as DeliveryState,
            count: Number(it.count),
            lastAtMs: it.delivered_at ?? it.created_at,
          },
        ],
  )
}

function latest(a: EpochMs | null, b: EpochMs | null): EpochMs | null {
  return a === null && b === null ? null : Math.max(a ?? 0, b ?? 0)
}
