import type { Device } from '../../domain/device.ts'
import type { PresenceStatus } from '../../domain/device-health.ts'
import type { Db, Trx } from '../database.ts'
import { toDevice } from './device-row.ts'

/** A device as lists show it: with whether it can log in, never with what. */
export interface DeviceListing extends Device {
  readonly hasToken: boolean
}

export interface DeviceQuery {
  readonly authorityId?: string
  readonly routeId?: string
  /** Only devices the timer last judged so; one without a judgement is `never-seen`. */
  readonly status?: PresenceStatus
  /** Only devices with a greater id, for paging. */
  readonly after?: string
  readonly limit: number
}

/** Devices in order of id. */
export async function listDevices(db: Db | Trx, query: DeviceQuery): Promise<DeviceListing[]> {
  let select = db.selectFrom('devices').selectAll().orderBy('id').limit(query.limit)
  if (query.authorityId !== undefined) select = select.where('authority_id', '=', query.authorityId)
  if (query.routeId !== undefined) select = select.where('route_id', '=', query.routeId)
  const { status } = query
  if (status !== undefined) {
    const so = db.selectFrom('device_states').select('device_id').where('status', '=', status)
    const judged = db.selectFrom('device_states').select('device_id')
    select = select.where((it) =>
      status === 'never-seen' ? it.or([it('id', 'in', so), it('id', 'not in', judged)]) : it('id', 'in', so),
    )
  }
  if (query.after !== undefined) select = select.where('id', '>', query.after)
  const rows = await select.execute()
  return rows.map((row) => ({ ...toDevice(row), hasToken: row.token_sha256 !== null }))
}
