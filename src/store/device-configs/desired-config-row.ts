import type { DesiredConfig, DeviceConfig } from '../../domain/downlink.ts'
import type { DeviceDesiredRow } from '../tables.ts'

export function toDesiredConfig(row: DeviceDesiredRow): DesiredConfig {
  const body = JSON.parse(row.body_json) as DeviceConfig
  return { deviceId: row.device_id, version: row.version, updatedAtMs: row.updated_at, actor: row.actor, ...body }
}

/** The fields that make a version, in one order. */
export function configBodyJson(config: DeviceConfig): string {
  const { intervalS, mountHeightMm, calibrationOffsetMm } = config
  return JSON.stringify({ intervalS, mountHeightMm, calibrationOffsetMm })
}
