import type { ReportedConfig } from '../../domain/downlink.ts'
import type { Db, Trx } from '../database.ts'
import type { DeviceReportedRow } from '../tables.ts'

/** What the device last said it is; undefined when it never did. */
export async function findReportedConfig(db: Db | Trx, deviceId: string): Promise<ReportedConfig | undefined> {
  const row = await db.selectFrom('device_reported').selectAll().where('device_id', '=', deviceId).executeTakeFirst()
  return row === undefined ? undefined : toReportedConfig(row)
}

function toReportedConfig(row: DeviceReportedRow): ReportedConfig {
  return {
    deviceId: row.device_id,
    version: row.version,
    intervalS: row.interval_s,
    body: JSON.parse(row.body_json) as Record<string, unknown>,
    reportedAtMs: row.reported_at,
  }
}
