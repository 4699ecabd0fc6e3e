import type { Channel } from '../../domain/channel.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'
import type { DeliveryState, DeliveryType } from '../deliveries/delivery.ts'
import { literalIn } from '../literal-in.ts'

/** A message that did not reach its contractor, or an officer on duty. */
export interface GivenUp {
  readonly id: string
  readonly state: DeliveryState
  readonly type: DeliveryType
  readonly channel: Channel
  readonly contractorId: string | null
  readonly orderId: string | null
  readonly createdAtMs: EpochMs
  readonly lastError: string | null
}

/**
 * Messages since a moment that were given up and still matter, newest first: a question that has been answered, or put to
 * another, does not. One more than `limit` tells that there are more.
 */
export async function listGivenUp(
  db: Db | Trx,
  query: { readonly authorityId: string; readonly sinceMs: EpochMs; readonly limit: number },
): Promise<GivenUp[]> {
  const rows = await db
    .selectFrom('deliveries')
    .leftJoin('offers', 'offers.id', 'deliveries.offer_id')
    .select(['deliveries.id', 'deliveries.state', 'deliveries.type', 'deliveries.channel', 'deliveries.contractor_id'])
    .select(['deliveries.order_id', 'deliveries.created_at', 'deliveries.last_error'])
    .where('deliveries.authority_id', '=', query.authorityId)
    .where(literalIn('deliveries.state', ['disabled', 'failed']))
    .where('deliveries.created_at', '>=', query.sinceMs)
    .where((eb) => eb.or([eb('deliveries.type', '<>', 'offer.created'), eb('offers.state', '=', 'open')]))
    .where('deliveries.type', '<>', 'ping')
    .orderBy('deliveries.created_at', 'desc')
    .limit(query.limit)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    state: row.state as DeliveryState,
    type: row.type as DeliveryType,
    channel: row.channel as Channel,
    contractorId: row.contractor_id,
    orderId: row.order_id,
    createdAtMs: row.created_at,
    lastError: row.last_error,
  }))
}
