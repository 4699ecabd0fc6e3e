import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'

/**
 * Notes that the service still says what its newest run for a cell says.
 * @param hoursSha256 only when its hours are these; undefined: whatever they are.
 * @returns false when there is no such run.
 */
export async function confirmNewestRun(
  trx: Trx,
  of: { readonly provider: string; readonly model?: string; readonly cellId: string; readonly hoursSha256?: string },
  nowMs: EpochMs,
): Promise<boolean> {
  let query = trx
    .selectFrom('forecast_runs')
    .select(['id', 'hours_sha256'])
    .where('cell_id', '=', of.cellId)
    .where('provider', '=', of.provider)
    .orderBy('received_at', 'desc')
    .limit(1)
  if (of.model !== undefined) query = query.where('model', '=', of.model)
  const newest = await query.executeTakeFirst()
  if (newest === undefined || (of.hoursSha256 !== undefined && newest.hours_sha256 !== of.hoursSha256)) return false
  await trx
    .updateTable('forecast_runs')
    .set({ last_seen_at: nowMs })
    .where('id', '=', newest.id)
    .where('last_seen_at', '<', nowMs)
    .execute()
  return true
}
