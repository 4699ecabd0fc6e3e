import type { Db } from '../database.ts'
import { toJournalEvent } from './event-row.ts'
import type { JournalEvent } from './list-events.ts'

export interface OrderEventFilter {
  readonly orderId: string
  /** Only events that concern this contractor. */
  readonly contractorId?: string | undefined
  /** Only events after this one. */
  readonly afterId?: number | undefined
  readonly limit: number
}

/** What the journal says of an order and of the offers made for it, in order of writing. */
export async function listOrderEvents(db: Db, filter: OrderEventFilter): Promise<JournalEvent[]> {
  const { orderId } = filter
  let query = db
    .selectFrom('events')
    .selectAll()
    .where((it) =>
      it.or([
        it('subject', '=', orderId),
        it('subject', 'in', it.selectFrom('offers').select('offers.id').where('offers.order_id', '=', orderId)),
      ]),
    )
    .orderBy('id')
    .limit(filter.limit)
  if (filter.contractorId !== undefined) query = query.where('contractor_id', '=', filter.contractorId)
  if (filter.afterId !== undefined) query = query.where('id', '>', filter.afterId)
  return (await query.execute()).map(toJournalEvent)
}
