import type { Db, Trx } from '../database.ts'

/** A route of an authority, and whether a snow sensor stands on it. */
export interface Sensing {
  readonly routeId: string
  readonly roadClass: string
  readonly blockId: string
  readonly sensed: boolean
}

/** Every route of an authority. */
export async function listSensing(db: Db | Trx, authorityId: string): Promise<Sensing[]> {
  const rows = await db
    .selectFrom('routes')
    .select(['id', 'road_class', 'block_id'])
    .where('authority_id', '=', authorityId)
    .execute()
  const sensors = await db
    .selectFrom('devices')
    .select('route_id')
    .distinct()
    .where('authority_id', '=', authorityId)
    .where('kind', '=', 'ultrasonic')
    .where('route_id', 'is not', null)
    .execute()
  const sensed = new Set(sensors.map((it) => it.route_id))
  return rows.map((row) => ({
    routeId: row.id,
    roadClass: row.road_class,
    blockId: row.block_id,
    sensed: sensed.has(row.id),
  }))
}
