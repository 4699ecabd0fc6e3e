import type { PresenceStatus } from '../../domain/device-health.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'

/** A snow sensor that is not heard as it should be, and the route it speaks for. */
export interface SilentSensor {
  readonly deviceId: string
  readonly status: Exclude<PresenceStatus, 'ok'>
  readonly sinceMs: EpochMs
  readonly routeId: string
  readonly routeName: string
  readonly roadClass: string
  readonly blockId: string
  readonly blockName: string
}

/** Snow sensors of an authority's routes that the timer found late, offline or never seen; the longest silence first. */
export async function listSilentSensors(db: Db | Trx, authorityId: string): Promise<SilentSensor[]> {
  const rows = await db
    .selectFrom('devices')
    .innerJoin('device_states', 'device_states.device_id', 'devices.id')
    .innerJoin('routes', 'routes.id', 'devices.route_id')
    .innerJoin('blocks', 'blocks.id', 'routes.block_id')
    .select(['devices.id', 'device_states.status', 'device_states.since_at', 'routes.id as route_id', 'routes.name'])
    .select(['routes.road_class', 'routes.block_id', 'blocks.name as block_name'])
    .where('devices.authority_id', '=', authorityId)
    .where('devices.kind', '=', 'ultrasonic')
    .where('device_states.status', '<>', 'ok')
    .orderBy('device_states.since_at')
    .orderBy('devices.id')
    .execute()
  return rows.map((row) => ({
    deviceId: row.id,
    status: row.status as SilentSensor['status'],
    sinceMs: row.since_at,
    routeId: row.route_id,
    routeName: row.name,
    roadClass: row.road_class,
    blockId: row.block_id,
    blockName: row.block_name,
  }))
}
