import { sql } from 'kysely'
import type { Db, Trx } from '../database.ts'
import { literalIn } from '../literal-in.ts'
import { orderFromRow, type StoredOrder } from '../orders/order-row.ts'

/**
 * Why an order is on an officer's board. alarm: nobody on the roster took it. proposal: awaits approval. late: a crew has
 * it, and its deadline is at risk or missed. recall: its criterion no longer asks for it. offer: a contractor is asked.
 */
export const BOARD_KINDS = ['alarm', 'proposal', 'late', 'recall', 'offer'] as const
export type BoardKind = (typeof BOARD_KINDS)[number]

/** Open orders of one kind, the most urgent first: by latest start, then by priority. An order is of one kind only. */
export async function listUrgentOrders(
  db: Db | Trx,
  query: { readonly authorityId: string; readonly kind: BoardKind; readonly limit: number },
): Promise<StoredOrder[]> {
  let select = db
    .selectFrom('orders')
    .selectAll()
    .where('authority_id', '=', query.authorityId)
    .orderBy(sql`start_by_at is null`)
    .orderBy('start_by_at')
    .orderBy('priority')
    .orderBy('id')
    .limit(query.limit)
  switch (query.kind) {
    case 'proposal':
      select = select.where(literalIn('state', ['proposed']))
      break
    case 'alarm':
      select = select.where(literalIn('state', ['requested'])).where('alarm_at', 'is not', null)
      break
    case 'offer':
      select = select.where(literalIn('state', ['requested'])).where('alarm_at', 'is', null)
      break
    case 'late':
      select = select.where(literalIn('state', ['accepted', 'started'])).where('deadline_state', '<>', 'on-time')
      break
    case 'recall':
      select = select
        .where(literalIn('state', ['accepted', 'started']))
        .where('deadline_state', '=', 'on-time')
        .where('no_longer_needed_at', 'is not', null)
  }
  return (await select.execute()).map(orderFromRow)
}
