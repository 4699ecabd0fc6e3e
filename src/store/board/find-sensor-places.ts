import type { Db, Trx } from '../database.ts'
import type { SilentSensor } from './list-silent-sensors.ts'

type SensorPlace = Omit<SilentSensor, 'status' | 'sinceMs'>

/** Where those of these devices stand that are sensors of an authority's routes. */
export async function findSensorPlaces(
  db: Db | Trx,
  authorityId: string,
  deviceIds: readonly string[],
): Promise<SensorPlace[]> {
  if (deviceIds.length === 0) return []
  const rows = await db
    .selectFrom('devices')
    .innerJoin('routes', 'routes.id', 'devices.route_id')
    .innerJoin('blocks', 'blocks.id', 'routes.block_id')
    .select(['devices.id', 'routes.id as route_id', 'routes.name', 'routes.road_class', 'routes.block_id'])
    .select('blocks.name as block_name')
    .where('devices.authority_id', '=', authorityId)
    .where('devices.id', 'in', [...deviceIds])
    .execute()
  return rows.map((row) => ({
    deviceId: row.id,
    routeId: row.route_id,
    routeName: row.name,
    roadClass: row.road_class,
    blockId: row.block_id,
    blockName: row.block_name,
  }))
}
