import type { Trx } from '../database.ts'

/** Ties a decision to the order it raised or concerned, in the transaction that wrote it. */
export async function setDecisionOrder(trx: Trx, decisionId: string, orderId: string): Promise<void> {
  await trx.updateTable('decisions').set({ order_id: orderId }).where('id', '=', decisionId).execute()
}
