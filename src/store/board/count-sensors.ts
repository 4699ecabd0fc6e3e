import type { Db, Trx } from '../database.ts'

/** Snow sensors that stand on routes of an authority, and those of them that are heard as they should be. */
export async function countSensors(db: Db | Trx, authorityId: string): Promise<{ total: number; heard: number }> {
  const row = await db
    .selectFrom('devices')
    .leftJoin('device_states', 'device_states.device_id', 'devices.id')
    .select(({ fn, eb }) => [
      fn.countAll<number>().as('total'),
      fn.sum<number>(eb.case().when('device_states.status', '=', 'ok').then(1).else(0).end()).as('heard'),
    ])
    .where('devices.authority_id', '=', authorityId)
    .where('devices.kind', '=', 'ultrasonic')
    .where('devices.route_id', 'is not', null)
    .executeTakeFirstOrThrow()
  return { total: Number(row.total), heard: Number(row.heard ?? 0) }
}
