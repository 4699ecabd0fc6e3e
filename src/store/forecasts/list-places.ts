import type { LineString } from '../../domain/route.ts'
import type { Db } from '../database.ts'

/** A device's position as far as it is registered. */
export interface DevicePlace {
  readonly routeId: string | null
  readonly lat: number | null
  readonly lon: number | null
}

/** A route's geometry. */
export interface RoutePlace {
  readonly id: string
  readonly geometry: LineString | null
}

/** Where all routes and devices are, in order of id. */
export async function listPlaces(db: Db): Promise<{ routes: RoutePlace[]; devices: DevicePlace[] }> {
  const routes = await db.selectFrom('routes').select(['id', 'geometry_json']).orderBy('id').execute()
  const devices = await db.selectFrom('devices').select(['route_id', 'lat', 'lon']).orderBy('id').execute()
  return {
    routes: routes.map(({ id, geometry_json }) => ({
      id,
      geometry: geometry_json === null ? null : (JSON.parse(geometry_json) as LineString),
    })),
    devices: devices.map(({ route_id, lat, lon }) => ({ routeId: route_id, lat, lon })),
  }
}
