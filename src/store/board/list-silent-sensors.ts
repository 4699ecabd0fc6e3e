import type { PresenceStatus } from '../../domain/device-health.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'

/** A snow sensor that is not heard as it should be, and the route it speaks for. */
export interface SilentSensor {
  readonly deviceId: string
  readonly status: Exclude<PresenceStatus, 'ok'>
  /** Since when it has been so; null: it was never heard, and not looked for yet. */
  readonly sinceMs: EpochMs | null
  readonly routeId: string
  readonly routeName: string
  readonly roadClass: string
  readonly blockId: string
  readonly blockName: string
}

/** Snow sensors of an authority's routes that the timer found late, offline or never seen, or has not judged yet; the longest silence first. */
export async function listSilentSensors(db: Db | Trx, authorityId: string): Promise<SilentSensor[]> {
  const rows = await db
    .selectFrom('devices')
    .leftJoin('device_states', 'device_states.device_id', 'devices.id')
    .innerJoin('routes', 'routes.id', 'devices.route_id')
    .innerJoin('blocks', 'blocks.id', 'routes.block_id')
    .select(['devices.id', 'device_states.status', 'device_states.since_at', 'routes.id as route_id', 'routes.name'])
    .select(['routes.road_class', 'routes.block_id', 'blocks.name as block_name'])
    .where('devices.authority_id', '=', authorityId)
    .where('devices.kind', '=', 'ultrasonic')
    .where((eb) => eb.or([eb('device_states.status', '<>', 'ok'), eb('device_states.status', 'is', null)]))
    .orderBy('device_states.since_at', (it) => it.asc().nullsLast())
    .orderBy('devices.id')
    .execute()
  return rows.map((row) => ({
    deviceId: row.id,
    status: (row.status ?? 'never-seen') as SilentSensor['status'],
    sinceMs: row.since_at,
    routeId: row.route_id,
    routeName: row.name,
    roadClass: row.road_class,
    blockId: row.block_id,
    blockName: row.block_name,
  }))
}
