import type { CallOut } from '../../domain/order.ts'
import type { Db, Trx } from '../database.ts'
import { literalIn } from '../literal-in.ts'
import { callOutFromRow } from './call-out-row.ts'

export interface CallOutFilter {
  readonly authorityId?: string
  readonly contractorId?: string
  /** Only those with an offer that is still to be answered. */
  readonly openOnly?: boolean
  /** Only call-outs older than this id. */
  readonly before?: string
  readonly limit: number
}

/** Call-outs, newest first. */
export async function listCallOuts(db: Db | Trx, filter: CallOutFilter): Promise<CallOut[]> {
  let query = db.selectFrom('call_outs').selectAll().orderBy('id', 'desc').limit(filter.limit)
  if (filter.authorityId !== undefined) query = query.where('authority_id', '=', filter.authorityId)
  if (filter.contractorId !== undefined) query = query.where('contractor_id', '=', filter.contractorId)
  if (filter.before !== undefined) query = query.where('id', '<', filter.before)
  if (filter.openOnly) {
    // what is open at a time is little: found from the offers' side
    query = query.where('id', 'in', ({ selectFrom }) => {
      const open = selectFrom('offers')
        .select('call_out_id')
        .where(literalIn('state', ['open']))
      return filter.contractorId === undefined ? open : open.where('contractor_id', '=', filter.contractorId)
    })
  }
  return (await query.execute()).map(callOutFromRow)
}
