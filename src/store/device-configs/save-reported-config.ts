import type { ReportedConfig } from '../../domain/downlink.ts'
import type { Trx } from '../database.ts'

/** Keeps what a device said it is, unless something newer is known. @returns whether it was kept. */
export async function saveReportedConfig(trx: Trx, reported: ReportedConfig): Promise<boolean> {
  const values = {
    version: reported.version,
    interval_s: reported.intervalS,
    body_json: JSON.stringify(reported.body),
    reported_at: reported.reportedAtMs,
  }
  const result = await trx
    .insertInto('device_reported')
    .values({ device_id: reported.deviceId, ...values })
    .onConflict((it) =>
      it.column('device_id').doUpdateSet(values).where('device_reported.reported_at', '<=', reported.reportedAtMs),
    )
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}
