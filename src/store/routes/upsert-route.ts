import type { Route } from '../../domain/route.ts'
import { YukibanError } from '../../errors.ts'
import { say } from '../../problems/say.ts'
import { THINGS } from '../../problems/texts/parts.ts'
import type { Db, Trx } from '../database.ts'

/** Creates a route or changes the one with its id. Throws `conflict` when the id belongs to another authority. */
export async function upsertRoute(db: Db | Trx, route: Route): Promise<void> {
  const values = {
    block_id: route.blockId,
    name: route.name,
    name_kana: route.nameKana,
    road_class: route.roadClass,
    length_m: route.lengthM,
    plow_minutes: route.plowMinutes,
    deadline: route.deadline,
    geometry_json: route.geometry === null ? null : JSON.stringify(route.geometry),
  }
  const result = await db
    .insertInto('routes')
    .values({ id: route.id, authority_id: route.authorityId, ...values })
    .onConflict((it) => it.column('id').doUpdateSet(values).where('routes.authority_id', '=', route.authorityId))
    .executeTakeFirst()
  if (result.numInsertedOrUpdatedRows === 0n) {
    throw new YukibanError('conflict', say('belongs-elsewhere', { thing: THINGS.route, id: route.id }))
  }
}
