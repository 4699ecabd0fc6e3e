import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import type { Trx } from '../store/database.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { type OrderChange, updateOrder } from '../store/orders/update-order.ts'

/** Changes an order as it was read. Throws `conflict` when somebody else was faster: nothing of the command then stands. */
export async function changeOrder(trx: Trx, order: StoredOrder, change: OrderChange): Promise<void> {
  if (await updateOrder(trx, order, change)) return
  throw new YukibanError('conflict', say('order-changed', { id: order.id }))
}
