import type { DesiredConfig, DeviceConfig } from '../../domain/downlink.ts'
import { YukibanError } from '../../errors.ts'
import { say } from '../../problems/say.ts'
import type { Trx } from '../database.ts'
import { configBodyJson } from './desired-config-row.ts'
import { findDesiredConfig } from './find-desired-config.ts'

export interface SaveDesiredConfig {
  readonly deviceId: string
  readonly config: DeviceConfig
  /** Version the change is based on; 0: none must exist yet. Absent: whatever is there. */
  readonly expectedVersion?: number
  /** Who changes it, for the record. */
  readonly actor: string
  readonly nowMs: number
}

/**
 * Saves what a device shall be as the next version and returns it; an unchanged body makes no new version.
 * Throws `precondition-failed` when the current version is not `expectedVersion`.
 */
export async function saveDesiredConfig(trx: Trx, input: SaveDesiredConfig): Promise<DesiredConfig> {
  const { deviceId, config, expectedVersion, actor, nowMs } = input
  const current = await findDesiredConfig(trx, deviceId)
  const currentVersion = current?.version ?? 0
  if (expectedVersion !== undefined && expectedVersion !== currentVersion) {
    const is = currentVersion === 0 ? say('version-none') : say('version-at', { version: currentVersion })
    throw new YukibanError(
      'precondition-failed',
      say('configuration-not-at', { device: deviceId, is, expected: expectedVersion }),
    )
  }
  const body = configBodyJson(config)
  if (current !== undefined && configBodyJson(current) === body) return current
  const values = { version: currentVersion + 1, body_json: body, updated_at: nowMs, actor }
  await trx
    .insertInto('device_desired')
    .values({ device_id: deviceId, ...values })
    .onConflict((it) => it.column('device_id').doUpdateSet(values))
    .execute()
  return { deviceId, version: values.version, updatedAtMs: nowMs, actor, ...config }
}
