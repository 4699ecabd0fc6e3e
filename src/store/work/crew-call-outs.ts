import type { CallOut } from '../../domain/order.ts'
import type { EpochMs } from '../../domain/time.ts'
import { callOutFromRow } from '../call-outs/call-out-row.ts'
import type { Db, Trx } from '../database.ts'
import { literalIn } from '../literal-in.ts'

export interface CrewFilter {
  readonly authorityId: string
  readonly contractorId: string
  /** Call-outs made since then are listed whatever became of them. */
  readonly sinceMs: EpochMs
  readonly limit: number
}

/** The call-outs a firm has to answer or to work on, however old, and all of those made lately; newest first. */
export async function crewCallOuts(db: Db | Trx, filter: CrewFilter): Promise<CallOut[]> {
  const { authorityId, contractorId, sinceMs, limit } = filter
  const rows = await db
    .selectFrom('call_outs')
    .selectAll()
    .where('authority_id', '=', authorityId)
    .where('contractor_id', '=', contractorId)
    .where(({ or, eb, selectFrom }) =>
      or([
        eb('created_at', '>=', sinceMs),
        eb(
          'id',
          'in',
          selectFrom('offers')
            .select('call_out_id')
            .where(literalIn('state', ['open']))
            .where('contractor_id', '=', contractorId),
        ),
        eb(
          'id',
          'in',
          selectFrom('offers')
            .innerJoin('orders', 'orders.id', 'offers.order_id')
            .select('offers.call_out_id')
            .where('orders.contractor_id', '=', contractorId)
            .where('orders.state', 'in', ['accepted', 'started'])
            .where('offers.contractor_id', '=', contractorId)
            .where('offers.state', '=', 'accepted'),
        ),
      ]),
    )
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(callOutFromRow)
}
