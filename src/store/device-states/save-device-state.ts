import type { Trx } from '../database.ts'
import type { DeviceState } from './device-state-row.ts'

/** Replaces how a device was last judged. */
export async function saveDeviceState(trx: Trx, state: DeviceState): Promise<void> {
  const values = {
    status: state.status,
    battery: state.battery,
    clock: state.clock,
    since_at: state.sinceMs,
    updated_at: state.updatedAtMs,
    evidence_json: JSON.stringify(state.evidence),
  }
  await trx
    .insertInto('device_states')
    .values({ device_id: state.deviceId, ...values })
    .onConflict((it) => it.column('device_id').doUpdateSet(values))
    .execute()
}
