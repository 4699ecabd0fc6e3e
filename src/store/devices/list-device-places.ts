import type { Db } from '../database.ts'

/** Where a device belongs, in names. */
export interface DevicePlace {
  readonly routeName: string
  readonly routeKana: string | null
  readonly blockId: string
  readonly blockName: string
  readonly blockKana: string | null
}

/** Route and block of every device of an authority that has a route, by device. */
export async function listDevicePlaces(db: Db, authorityId: string): Promise<Map<string, DevicePlace>> {
  const rows = await db
    .selectFrom('devices')
    .innerJoin('routes', 'routes.id', 'devices.route_id')
    .innerJoin('blocks', 'blocks.id', 'routes.block_id')
    .select(['devices.id', 'routes.name as route_name', 'routes.name_kana as route_kana'])
    .select(['blocks.id as block_id', 'blocks.name as block_name', 'blocks.name_kana as block_kana'])
    .where('devices.authority_id', '=', authorityId)
    .execute()
  return new Map(
    rows.map((it) => [
      it.id,
      {
        routeName: it.route_name,
        routeKana: it.route_kana,
        blockId: it.block_id,
        blockName: it.block_name,
        blockKana: it.block_kana,
      },
    ]),
  )
}
