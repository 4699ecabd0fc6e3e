import type { Progress } from '../../domain/progress.ts'
import type { Trx } from '../database.ts'

/** Adds a report. @returns false when the order has one of that moment already. */
export async function insertProgress(trx: Trx, progress: Progress): Promise<boolean> {
  const result = await trx
    .insertInto('order_progress')
    .values({
      order_id: progress.orderId,
      authority_id: progress.authorityId,
      at: progress.atMs,
      reporter: progress.reporter,
      lat: progress.position?.lat ?? null,
      lon: progress.position?.lon ?? null,
      accuracy_m: progress.position?.accuracyM ?? null,
      percent: progress.percent,
      note: progress.note,
      recorded_at: progress.recordedAtMs,
    })
    .onConflict((it) => it.columns(['order_id', 'at']).doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}
