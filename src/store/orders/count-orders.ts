import { OPEN_ORDER_STATES } from '../../domain/order.ts'
import type { Db } from '../database.ts'
import { literalIn } from '../literal-in.ts'

/** How many orders are open, and how many of those nobody on the roster took. */
export async function countOpenOrders(db: Db): Promise<{ open: number; alarms: number }> {
  const row = await db
    .selectFrom('orders')
    .select(({ fn }) => [fn.countAll<number>().as('open'), fn.count<number>('alarm_at').as('alarms')])
    .where(literalIn('state', OPEN_ORDER_STATES))
    .executeTakeFirstOrThrow()
  return { open: Number(row.open), alarms: Number(row.alarms) }
}
