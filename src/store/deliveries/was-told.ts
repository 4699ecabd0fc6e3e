import type { Db, Trx } from '../database.ts'

/**
 * Whether a contractor can know that it was asked for an order: some offer of it was delivered, read or answered. One
 * who does not need not be told that it is over either.
 */
export async function wasTold(db: Db | Trx, contractorId: string, orderId: string): Promise<boolean> {
  const row = await db
    .selectFrom('offers')
    .select('id')
    .where('contractor_id', '=', contractorId)
    .where('order_id', '=', orderId)
    .where((eb) =>
      eb.or([eb('delivered_at', 'is not', null), eb('read_at', 'is not', null), eb('state', '=', 'accepted')]),
    )
    .executeTakeFirst()
  return row !== undefined
}
