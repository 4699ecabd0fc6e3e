import type { Db } from '../database.ts'

/** Ids of all routes that have a depth sensor. */
export async function listSensorRoutes(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('devices')
    .select('route_id')
    .distinct()
    .where('kind', '=', 'ultrasonic')
    .where('route_id', 'is not', null)
    .orderBy('route_id')
    .execute()
  return rows.flatMap((it) => (it.route_id === null ? [] : [it.route_id]))
}
