import type { Device } from '../../domain/device.ts'
import type { Db, Trx } from '../database.ts'
import { toDevice } from '../devices/device-row.ts'
import { type DeviceState, toDeviceState } from './device-state-row.ts'

/** A device with how it was last judged and how often it says it reports. */
export interface WatchedDevice {
  readonly device: Device
  readonly state: DeviceState | undefined
  readonly reportedIntervalS: number | null
}

/** Every device of every authority, by id, a page at a time. */
export async function listWatchedDevices(
  db: Db | Trx,
  query: { readonly after: string | undefined; readonly limit: number },
): Promise<WatchedDevice[]> {
  let select = db
    .selectFrom('devices as d')
    .leftJoin('device_states as s', 's.device_id', 'd.id')
    .leftJoin('device_reported as r', 'r.device_id', 'd.id')
    .selectAll('d')
    .select(['s.device_id', 's.status', 's.battery', 's.clock', 's.since_at', 's.updated_at', 's.evidence_json'])
    .select('r.interval_s as reported_interval_s')
    .orderBy('d.id')
    .limit(query.limit)
  if (query.after !== undefined) select = select.where('d.id', '>', query.after)
  const rows = await select.execute()
  return rows.map((row) => {
    const { device_id, status, battery, clock, since_at, updated_at, evidence_json } = row
    const judged = device_id !== null && status !== null && battery !== null && clock !== null && since_at !== null
    const state =
      judged && updated_at !== null && evidence_json !== null
        ? toDeviceState({ device_id, status, battery, clock, since_at, updated_at, evidence_json })
        : undefined
    return { device: toDevice(row), state, reportedIntervalS: row.reported_interval_s }
  })
}
