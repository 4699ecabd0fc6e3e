import type { LineString, Route } from '../../domain/route.ts'
import type { RouteRow } from '../tables.ts'

/** A row as a route. */
export function toRoute(row: RouteRow): Route {
  return {
    id: row.id,
    authorityId: row.authority_id,
    blockId: row.block_id,
    name: row.name,
    nameKana: row.name_kana,
    roadClass: row.road_class,
    lengthM: row.length_m,
    plowMinutes: row.plow_minutes,
    deadline: row.deadline,
    geometry: row.geometry_json === null ? null : (JSON.parse(row.geometry_json) as LineString),
  }
}
