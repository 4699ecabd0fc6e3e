import type { Level } from '../../domain/criterion.ts'
import type { CallOut } from '../../domain/order.ts'
import type { Db, Trx } from '../database.ts'
import { callOutFromRow } from './call-out-row.ts'

/** What a contractor was last called out for at a level; undefined: never. */
export async function newestCallOut(db: Db | Trx, contractorId: string, level: Level): Promise<CallOut | undefined> {
  const row = await db
    .selectFrom('call_outs')
    .selectAll()
    .where('contractor_id', '=', contractorId)
    .where('level', '=', level)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? undefined : callOutFromRow(row)
}
