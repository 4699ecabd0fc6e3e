import type { CallOut } from '../../domain/order.ts'
import type { Db, Trx } from '../database.ts'
import { callOutFromRow } from './call-out-row.ts'

/** The call-out with this id. */
export async function findCallOut(db: Db | Trx, id: string): Promise<CallOut | undefined> {
  const row = await db.selectFrom('call_outs').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : callOutFromRow(row)
}
